/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

#include "widgets/chart/time-strip.h"
#include "widgets/list/job-bar.h"

G_BEGIN_DECLS

struct _TgWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkStack        *pages;
  AdwFlap         *flap;
  GtkListBox      *sidebar;
  GtkLabel        *case_title;
  GtkSearchEntry  *search;
  GtkWidget       *search_clamp;
  GtkWidget       *back_button, *forward_button, *sidebar_button;
  GtkLabel        *busy_label;
  GtkBox          *job_box;
  GtkBox          *strip_box;
  GtkLabel        *scope_label;
  GtkWidget       *reset_button;
  GtkPopover      *results;
  GtkListBox      *results_list;
  GtkLabel        *results_note;
  GtkWidget       *drop_hint;

  /* Borrowed references */
  TgPage          *page[TG_PLACE_N];
  GtkLabel        *count[TG_PLACE_N];
  TgTimeStrip     *strip;
  TgJobBar        *job_bar;

  /* Owned references */
  TgOpenCase      *tgcase;
  TgHistory       *history;
  GSignalGroup    *case_signals;
  char            *opening;           /* path */
  TgCaseFlags      opening_flags;
  GStrv            pending;           /* to import once open */
  char            *importing_sample;  /* the simulated logs being imported */
  GCancellable    *searching, *counting, *stripping;
  GArray          *found;             /* TgEntityInfo of the result rows */

  TgTimeRange      span;              /* of the whole case */
  guint            save_id, search_id;
  gboolean         busy, quitting, restoring;
};

/* window.c */
void       tg_window_apply_place     (TgWindow *self, const TgPlace *place);
void       tg_window_queue_save      (TgWindow *self);
TgSession *tg_window_dup_session     (TgWindow *self);
/* window-case.c */
void       tg_window_case_init       (TgWindow *self);
void       tg_window_close_case      (TgWindow *self);
void       tg_window_update_counts   (TgWindow *self);
/* window-actions.c */
void       tg_window_class_actions   (GtkWidgetClass *klass);
void       tg_window_update_actions  (TgWindow *self);
/* window-dnd.c */
void       tg_window_dnd_init        (TgWindow *self);
/* window-search.c */
void       tg_window_search_init     (TgWindow *self);
void       tg_window_search_reset    (TgWindow *self);
/* window-strip.c */
void       tg_window_strip_init      (TgWindow *self);
void       tg_window_strip_update    (TgWindow *self);
void       tg_window_strip_scope     (TgWindow *self);

G_END_DECLS
