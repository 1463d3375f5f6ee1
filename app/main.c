/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#ifdef __GLIBC__
# include <malloc.h>
#endif

#include "app/application.h"
#include "app/renderer.h"
#include "config.h"

int
main (int argc, char **argv)
{
  g_autoptr (TgApplication) application = NULL;

#ifdef __GLIBC__
  /* an import has many threads: with a heap of its own for each, what one has free of it is of no use to the others */
  mallopt (M_ARENA_MAX, 2);
#endif
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
