/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_SUMMARY_PAGE (tg_summary_page_get_type ())
G_DECLARE_FINAL_TYPE (TgSummaryPage, tg_summary_page, TG, SUMMARY_PAGE, TgPage)

G_END_DECLS
