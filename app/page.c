/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/page.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"

typedef struct
{
  TgOpenCase   *tgcase;
  GSignalGroup *signals;
  GCancellable *slots[TG_PAGE_SLOTS];
  gboolean      dirty;
} TgPagePrivate;

enum { PLACE_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TgPage, tg_page, ADW_TYPE_BIN)

typedef struct
{
  TgPage        *page;
  GCancellable  *cancellable;
  GDestroyNotify result_free;
  TgPageApply    apply;
} Call;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;
  gpointer answer = tg_open_case_query_finish (TG_OPEN_CASE (source), result, &error);

  /* cancelled is what superseded means here: the slot has a newer question */
  if (!g_cancellable_is_cancelled (call->cancellable) && !g_error_matches (error, TG_ERROR, TG_ERROR_CANCELLED))
    call->apply (call->page, answer, error);
  if (answer != NULL && call->result_free != NULL)
    call->result_free (answer);
  g_object_unref (call->cancellable);
  g_object_unref (call->page);
  g_free (call);
}

void
tg_page_cancel (TgPage *self, guint slot)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  g_return_if_fail (slot < TG_PAGE_SLOTS);
  if (priv->slots[slot] != NULL)
    g_cancellable_cancel (priv->slots[slot]);
  g_clear_object (&priv->slots[slot]);
}

void
tg_page_query (TgPage *self, guint slot, TgQueryFunc func, gpointer data, GDestroyNotify data_free, GDestroyNotify result_free, TgPageApply apply)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);
  Call *call;

  g_return_if_fail (TG_IS_PAGE (self) && slot < TG_PAGE_SLOTS);
  tg_page_cancel (self, slot);
  if (priv->tgcase == NULL)
    {
      if (data_free != NULL)
        data_free (data);
      return;
    }
  priv->slots[slot] = g_cancellable_new ();
  call = g_new (Call, 1);
  *call = (Call) { g_object_ref (self), g_object_ref (priv->slots[slot]), result_free, apply };
  tg_open_case_query_async (priv->tgcase, func, data, data_free, result_free, priv->slots[slot], answer_cb, call);
}

TgOpenCase *
tg_page_get_case (TgPage *self)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  return priv->tgcase;
}

TgTimeRange
tg_page_get_scope (TgPage *self)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  return priv->tgcase != NULL ? tg_open_case_get_scope (priv->tgcase) : TG_TIME_ALL;
}

void
tg_page_invalidate (TgPage *self)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);
  TgPageClass *klass = TG_PAGE_GET_CLASS (self);

  if (priv->tgcase == NULL)
    return;
  priv->dirty = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!priv->dirty && klass->refresh != NULL)
    klass->refresh (self);
}

void
tg_page_set_case (TgPage *self, TgOpenCase *tgcase)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  g_return_if_fail (TG_IS_PAGE (self));
  if (priv->tgcase == tgcase)
    return;
  for (guint i = 0; i < TG_PAGE_SLOTS; i++)
    tg_page_cancel (self, i);
  g_set_object (&priv->tgcase, tgcase);
  g_signal_group_set_target (priv->signals, tgcase);
  if (TG_PAGE_GET_CLASS (self)->case_set != NULL)
    TG_PAGE_GET_CLASS (self)->case_set (self);
  tg_page_invalidate (self);
}

void
tg_page_show (TgPage *self, const TgPlace *place)
{
  g_return_if_fail (TG_IS_PAGE (self));
  if (TG_PAGE_GET_CLASS (self)->show != NULL)
    TG_PAGE_GET_CLASS (self)->show (self, place);
  tg_page_invalidate (self);
}

void
tg_page_place_changed (TgPage *self, const TgPlace *place)
{
  g_signal_emit (self, signals[PLACE_CHANGED], 0, place);
}

void
tg_page_complain (TgPage *self, const GError *error)
{
  g_autofree char *text = tg_error_text (error);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

void
tg_go (GtkWidget *widget, TgPlace *place)
{
  gtk_widget_activate_action_variant (widget, "win.place", tg_place_to_variant (place));
  tg_place_free (place);
}

static void
tg_page_map (GtkWidget *widget)
{
  TgPagePrivate *priv = tg_page_get_instance_private (TG_PAGE (widget));

  GTK_WIDGET_CLASS (tg_page_parent_class)->map (widget);
  if (priv->dirty)
    tg_page_invalidate (TG_PAGE (widget));
}

static void
tg_page_dispose (GObject *object)
{
  TgPage *self = TG_PAGE (object);
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  for (guint i = 0; i < TG_PAGE_SLOTS; i++)
    tg_page_cancel (self, i);
  g_clear_object (&priv->signals);
  g_clear_object (&priv->tgcase);
  G_OBJECT_CLASS (tg_page_parent_class)->dispose (object);
}

static void
tg_page_class_init (TgPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tg_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = tg_page_map;
  signals[PLACE_CHANGED] = g_signal_new ("place-changed", TG_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, TG_TYPE_PLACE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
tg_page_init (TgPage *self)
{
  TgPagePrivate *priv = tg_page_get_instance_private (self);

  priv->signals = g_signal_group_new (TG_TYPE_OPEN_CASE);
  g_signal_group_connect_swapped (priv->signals, "case-changed", G_CALLBACK (tg_page_invalidate), self);
  g_signal_group_connect_swapped (priv->signals, "scope-changed", G_CALLBACK (tg_page_invalidate), self);
}
