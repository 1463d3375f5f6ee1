/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "core/base/error.h"
#include "core/graph/graph.h"

G_BEGIN_DECLS

/* A graph and, when it was laid out, the places of its nodes (NULL: not). */
typedef struct { const TgGraph *graph; const float *x, *y; } TgGraphPicture;

void     tg_graph_write_json    (const TgGraphPicture *picture, FILE *out);
void     tg_graph_write_graphml (const TgGraphPicture *picture, FILE *out);
void     tg_graph_write_gexf    (const TgGraphPicture *picture, FILE *out);
void     tg_graph_write_dot     (const TgGraphPicture *picture, FILE *out);
/* One of these into a file. TG_ERROR_IO, TG_ERROR_FULL. */
typedef void (*TgGraphWrite) (const TgGraphPicture *picture, FILE *out);
gboolean tg_graph_write_file    (const TgGraphPicture *picture, TgGraphWrite write, const char *path, GError **error);
/* draw.c: format "svg", "png" or "pdf"; needs places. A board has an upper bound: drawing says how much of the graph the picture holds. */
typedef struct { guint nodes, edges; } TgGraphDrawing;
gboolean tg_graph_draw          (const TgGraphPicture *picture, const char *format, const char *path, TgGraphDrawing *drawing, GError **error);

G_END_DECLS
