/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The way of a picture to the screen, where GTK draws in software. */

/* A picture that fills the area, with its device scale. Owned. */
GskRenderNode   *tg_screen_node (cairo_surface_t *surface, const graphene_rect_t *area);
/* What a realised widget holds on to so that frames of its window come to the display at less cost: held, which may be NULL, if that
 * is good for a window of the present size, else another; NULL where nothing is to be had. Destroyed before the display is closed. */
cairo_surface_t *tg_screen_hold (GtkWidget *widget, cairo_surface_t *held);

G_END_DECLS
