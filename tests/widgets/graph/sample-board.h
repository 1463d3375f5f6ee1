/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

/* A small intrusion with an entity of every kind: 40 nodes and two groups. */
TgBoard *sample_board (gboolean placed);
