/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/accels.h"

static const TgAccel accels[] = {
  { "win.open-case", { "<Control>o" } },
  { "win.new-case", { "<Control>n" } },
  { "win.import-files", { "<Control>i" } },
  { "win.import-folder", { "<Control><Shift>i" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.close-case", { "<Control>w" } },
  { "win.back", { "<Alt>Left" } },
  { "win.forward", { "<Alt>Right" } },
  { "win.find", { "<Control>f" } },
  { "win.search", { "<Control>k" } },
  { "win.go::summary", { "<Alt>1" } },
  { "win.go::findings", { "<Alt>2" } },
  { "win.go::entities", { "<Alt>3" } },
  { "win.go::graph", { "<Alt>4" } },
  { "win.go::records", { "<Alt>5" } },
  { "win.go::evidence", { "<Alt>6" } },
  { "win.show-here", { "<Control>g" } },
  { "win.reset-scope", { "<Control>0" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "app.quit", { "<Control>q" } },
};

const TgAccel *
tg_accels_get (gsize *n)
{
  *n = G_N_ELEMENTS (accels);
  return accels;
}

void
tg_accels_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, (const char **) accels[i].accels);
}
