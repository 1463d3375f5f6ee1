/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/base/job.h"

G_BEGIN_DECLS

/* Where cases made by the program go, in the file system's encoding; owned. */
char    *tg_cases_folder       (void);
/* A path for a new case named after what is imported and today's date, that no file has yet; owned. Looks at the disk. */
char    *tg_new_case_path      (const char *imported);

/* The built-in sample: simulated logs, imported once. Runs in a worker. *logs is what is still to be imported into *case_path (NULL: nothing,
 * it is whole); once it is, tg_sample_done() removes the logs. Both owned. */
gboolean tg_sample_prepare     (char **case_path, char **logs, TgJob *job, GError **error);
void     tg_sample_done        (const char *logs);
gboolean tg_sample_is_logs     (const char *path);

G_END_DECLS
