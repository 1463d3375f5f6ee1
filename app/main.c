/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

#include "app/application.h"
#include "app/renderer.h"
#include "config.h"

int
main (int argc, char **argv)
{
  g_autoptr (TgApplication) application = NULL;

  tg_renderer_choose ();
  setlocale (LC_ALL, "");
  /* a limit of the size of files is an error like a full disk */
  signal (SIGXFSZ, SIG_IGN);
  bindtextdomain (GETTEXT_PACKAGE, TG_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Trailgraph");
  application = tg_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
