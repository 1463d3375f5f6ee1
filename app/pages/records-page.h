/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_RECORDS_PAGE (tg_records_page_get_type ())
G_DECLARE_FINAL_TYPE (TgRecordsPage, tg_records_page, TG, RECORDS_PAGE, TgPage)

G_END_DECLS
