/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_FINDINGS_PAGE (tg_findings_page_get_type ())
G_DECLARE_FINAL_TYPE (TgFindingsPage, tg_findings_page, TG, FINDINGS_PAGE, TgPage)

G_END_DECLS
