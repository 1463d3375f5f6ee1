/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_EVIDENCE_PAGE (tg_evidence_page_get_type ())
G_DECLARE_FINAL_TYPE (TgEvidencePage, tg_evidence_page, TG, EVIDENCE_PAGE, TgPage)

G_END_DECLS
