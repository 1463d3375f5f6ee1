/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What GTK 4.10 deprecates is kept in this one file. */

char *tg_error_text     (const GError *error);     /* one sentence for people; owned */
char *tg_error_detail   (const GError *error);     /* as the core says it; owned */
void  tg_text_dialog    (GtkWindow *parent, const char *heading, const char *body);
/* What went wrong with this file, with the name of the file. */
void  tg_error_dialog   (GtkWindow *parent, const char *heading, const char *path, const GError *error);
/* Heading and body for an error of a case file: what the dialog says. body is owned. */
const char *tg_case_error_heading (const GError *error);
char *tg_case_error_body (const char *path, const GError *error);

typedef enum { TG_CHOOSE_CASE, TG_CHOOSE_NEW_CASE, TG_CHOOSE_COPY, TG_CHOOSE_FILES, TG_CHOOSE_FOLDER, TG_CHOOSE_EXPORT, TG_CHOOSE_TABLE } TgChoose;

/* files: GListModel of GFile, never empty. Not called when the person turns back. */
typedef void (*TgChosen) (GtkWindow *parent, GListModel *files);
void  tg_choose_files   (GtkWindow *parent, TgChoose what, const char *name, TgChosen chosen);

void  tg_ask            (GtkWindow *parent, const char *heading, const char *body, const char *verb, void (*yes) (GtkWindow *parent));

G_END_DECLS
