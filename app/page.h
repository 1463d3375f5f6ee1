/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/case.h"

G_BEGIN_DECLS

#define TG_TYPE_PAGE (tg_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TgPage, tg_page, TG, PAGE, AdwBin)

/* A page of the open case. It follows the case and the scope: refresh() is called when it is visible and what it shows may have
 * changed, at once or when it becomes visible. It talks to the window through actions only (win.place, win.toast …).
 * Signal "place-changed" (TgPlace): its own filters changed, or it now knows its title. */
struct _TgPageClass
{
  AdwBinClass parent_class;

  void (*case_set) (TgPage *self);                         /* another case, or none: forget everything */
  void (*show)     (TgPage *self, const TgPlace *place);   /* go there; refresh() follows */
  void (*refresh)  (TgPage *self);
};

#define TG_PAGE_SLOTS 10

TgOpenCase *tg_page_get_case      (TgPage *self);                   /* borrowed; NULL */
void        tg_page_set_case      (TgPage *self, TgOpenCase *tgcase);
TgTimeRange tg_page_get_scope     (TgPage *self);
void        tg_page_show          (TgPage *self, const TgPlace *place);
void        tg_page_invalidate    (TgPage *self);                   /* refresh, now or when visible */
void        tg_page_place_changed (TgPage *self, const TgPlace *place);

/* Asks in the background. A new question in a slot cancels the one before, whose answer is never applied; so does another case.
 * apply: on the main thread; result is freed afterwards (NULL with an error). Cancelled queries are never applied. */
typedef void (*TgPageApply) (TgPage *self, gpointer result, const GError *error);
void        tg_page_query         (TgPage *self, guint slot, TgQueryFunc func, gpointer data, GDestroyNotify data_free,
                                   GDestroyNotify result_free, TgPageApply apply);
void        tg_page_cancel        (TgPage *self, guint slot);
void        tg_page_complain      (TgPage *self, const GError *error);    /* a toast */
/* Shows a place through the window. Takes place. */
void        tg_go                 (GtkWidget *widget, TgPlace *place);

G_END_DECLS
