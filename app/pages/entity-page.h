/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_ENTITY_PAGE (tg_entity_page_get_type ())
G_DECLARE_FINAL_TYPE (TgEntityPage, tg_entity_page, TG, ENTITY_PAGE, TgPage)

G_END_DECLS
