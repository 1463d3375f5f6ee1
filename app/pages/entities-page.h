/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_ENTITIES_PAGE (tg_entities_page_get_type ())
G_DECLARE_FINAL_TYPE (TgEntitiesPage, tg_entities_page, TG, ENTITIES_PAGE, TgPage)

G_END_DECLS
