/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/error.h"

G_DEFINE_QUARK (tg-error-quark, tg_error)
