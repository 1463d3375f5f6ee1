/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"

G_BEGIN_DECLS

/* Makes one of each pair of entities that an import noted in the table unite. A transaction a pair. */
gboolean tg_unite_pending (sqlite3 *db, GError **error);

G_END_DECLS
