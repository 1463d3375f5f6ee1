/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* Nodes that are brought forward while one looks for them, and the way there. */

#include "widgets/graph/canvas-private.h"

#include <math.h>

#define GLIDE_TIME 320000       /* microseconds */
#define READABLE 0.55           /* a zoom at which a node can be told from its neighbours */

void
tg_graph_canvas_set_lit (TgGraphCanvas *self, const GArray *ids)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));

  g_clear_pointer (&self->lit, g_free);
  self->n_lit = self->board != NULL ? tg_board_n_nodes (self->board) : 0;
  if (ids != NULL && self->board != NULL)
    {
      guint index;

      self->lit = g_new0 (guint8, self->n_lit + 1);
      for (guint i = 0; i < ids->len; i++)
        if (tg_board_index (self->board, g_array_index (ids, gint64, i), &index))
          self->lit[index] = 1;
    }
  _tg_canvas_scene_stale (self);
}

/* Of this very board: indices are others once something came or went. */
const guint8 *
_tg_canvas_lit (TgGraphCanvas *self)
{
  return self->board != NULL && self->n_lit == tg_board_n_nodes (self->board) ? self->lit : NULL;
}

static gboolean
glide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);
  const double t = CLAMP ((double) (g_get_monotonic_time () - self->glide_begin) / GLIDE_TIME, 0, 1);
  const double share = t * t * (3 - 2 * t);

  self->view.x = self->glide_from.x + (self->glide_to.x - self->glide_from.x) * share;
  self->view.y = self->glide_from.y + (self->glide_to.y - self->glide_from.y) * share;
  self->view.zoom = self->glide_from.zoom * pow (self->glide_to.zoom / self->glide_from.zoom, share);
  _tg_canvas_view_moved (self, TRUE);
  if (t < 1)
    return G_SOURCE_CONTINUE;
  self->glide_tick = 0;
  return G_SOURCE_REMOVE;
}

void
_tg_canvas_stop_glide (TgGraphCanvas *self)
{
  if (self->glide_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->glide_tick);
  self->glide_tick = 0;
}

void
tg_graph_canvas_glide_to (TgGraphCanvas *self, gint64 id)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));

  const TgBoardNode *node = self->board != NULL ? tg_board_find (self->board, id) : NULL;
  gboolean animated = TRUE;

  if (node == NULL || tg_board_node_is_away (node) || node->veil != TG_VEIL_NONE)
    return;
  _tg_canvas_set_focus (self, id, TRUE);
  self->glide_from = self->glide_to = self->view;
  if (self->view.zoom < READABLE)
    {
      self->glide_to.zoom = READABLE;
      self->glide_to.x = node->x;
      self->glide_to.y = node->y;
    }
  else if (!tg_viewport_reveal (&self->glide_to, node->x, node->y, MIN (self->view.width, self->view.height) * 0.38))
    return;             /* it is in sight */
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);
  self->glide_begin = g_get_monotonic_time () - (animated ? 0 : GLIDE_TIME);
  if (!animated || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      _tg_canvas_stop_glide (self);
      tg_graph_canvas_set_viewport (self, &self->glide_to);
    }
  else if (self->glide_tick == 0)
    self->glide_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), glide_cb, NULL, NULL);
}
