/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "core/base/error.h"
#include "core/graph/graph.h"

G_BEGIN_DECLS

/* What an analyst did to a node: what is noted beside it (NULL: nothing), which of the groups it was put in (its number from 1; 0: none). */
typedef struct { const char *note; guint group; gboolean pinned, hidden; } TgGraphMark;
/* A group made by hand; note NULL: none; colour 0: none of its own. */
typedef struct { const char *name, *note; guint colour; gboolean closed; } TgGraphGroup;
/* A graph and, when it was laid out, the places of its nodes (NULL: not); what was done to each (NULL: nothing). */
typedef struct { const TgGraph *graph; const float *x, *y; const TgGraphMark *marks; const TgGraphGroup *groups; guint n_groups; } TgGraphPicture;

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
