/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TG_TYPE_WELCOME_PAGE (tg_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (TgWelcomePage, tg_welcome_page, TG, WELCOME_PAGE, AdwBin)

G_END_DECLS
