/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/dialogs.h"

#include <glib/gi18n.h>

#include "app/settings.h"
#include "core/base/error.h"

char *
tg_error_text (const GError *error)
{
  if (error == NULL)
    return g_strdup (_("Something failed without saying why"));
  if (error->domain == TG_ERROR)
    switch ((TgError) error->code)
      {
      case TG_ERROR_FULL:
        return g_strdup (_("The disk is full"));
      case TG_ERROR_READ_ONLY:
        return g_strdup (_("This case is read-only"));
      case TG_ERROR_NOT_FOUND:
        return g_strdup (_("It is no longer in this case"));
      case TG_ERROR_FAILED: case TG_ERROR_IO: case TG_ERROR_PARSE: case TG_ERROR_LIMIT: case TG_ERROR_FOREIGN: case TG_ERROR_NEWER:
      case TG_ERROR_DAMAGED: case TG_ERROR_BUSY: case TG_ERROR_CANCELLED: case TG_ERROR_USAGE:
        break;
      }
  return g_utf8_make_valid (error->message, -1);
}

const char *
tg_case_error_heading (const GError *error)
{
  if (error->domain == TG_ERROR)
    switch ((TgError) error->code)
      {
      case TG_ERROR_FOREIGN:
        return _("This Is Not a Case File");
      case TG_ERROR_NEWER:
        return _("Made by a Newer Trailgraph");
      case TG_ERROR_DAMAGED:
        return _("The Case File Is Damaged");
      case TG_ERROR_BUSY:
        return _("The Case Is Open Elsewhere");
      case TG_ERROR_FULL:
        return _("The Disk Is Full");
      case TG_ERROR_READ_ONLY:
        return _("The Case Cannot Be Written");
      case TG_ERROR_FAILED: case TG_ERROR_IO: case TG_ERROR_PARSE: case TG_ERROR_LIMIT: case TG_ERROR_NOT_FOUND: case TG_ERROR_CANCELLED:
      case TG_ERROR_USAGE:
        break;
      }
  return _("Cannot Open the Case");
}

static const char *
case_error_advice (const GError *error)
{
  if (error->domain == TG_ERROR)
    switch ((TgError) error->code)
      {
      case TG_ERROR_FOREIGN:
        return _("It was not written by Trailgraph and was left untouched. Logs can be imported into a case: drop them on the window.");
      case TG_ERROR_NEWER:
        return _("This version does not know its format and left it untouched. Install the newer Trailgraph to open it.");
      case TG_ERROR_DAMAGED:
        return _("It does not pass its checks and was left untouched. Open a copy of it from a backup, or import the original logs into a new case.");
      case TG_ERROR_BUSY:
        return _("Another Trailgraph is working on it. Close the case there first.");
      case TG_ERROR_FULL:
        return _("Free some space and try again. What was already stored is safe.");
      case TG_ERROR_READ_ONLY:
        return _("Copy it to a place where you may write.");
      case TG_ERROR_NOT_FOUND:
        return _("There is no such file.");
      case TG_ERROR_FAILED: case TG_ERROR_IO: case TG_ERROR_PARSE: case TG_ERROR_LIMIT: case TG_ERROR_CANCELLED: case TG_ERROR_USAGE:
        break;
      }
  return _("The file cannot be read.");
}

char *
tg_case_error_body (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *detail = g_utf8_make_valid (error->message, -1);

  return g_strdup_printf ("%s\n\n%s\n\n(%s)", name, case_error_advice (error), detail);
}

char *
tg_error_detail (const GError *error)
{
  return error != NULL ? g_utf8_make_valid (error->message, -1) : tg_error_text (NULL);
}

void
tg_text_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

void
tg_error_dialog (GtkWindow *parent, const char *heading, const char *path, const GError *error)
{
  g_autofree char *body = path != NULL ? tg_case_error_body (path, error) : tg_error_text (error);

  tg_text_dialog (parent, heading, body);
}

/* Choosing */

typedef struct { GtkWindow *parent; TgChosen chosen; } Choice;

static void
chosen_cb (GtkNativeDialog *native, int response, Choice *choice)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (native));

      const char *scale = gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (native), "scale");

      if (scale != NULL)
        g_object_set (tg_settings_get_default (), "picture-scale", scale, NULL);
      if (g_list_model_get_n_items (files) > 0)
        choice->chosen (choice->parent, files);
    }
  gtk_native_dialog_destroy (native);
  g_object_unref (native);
  g_object_unref (choice->parent);
  g_free (choice);
}

static void
add_case_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) cases = gtk_file_filter_new (), all = gtk_file_filter_new ();

  gtk_file_filter_set_name (cases, _("Trailgraph cases"));
  gtk_file_filter_add_suffix (cases, "tgcase");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, cases);
  gtk_file_chooser_add_filter (chooser, all);
}

/* The one that was chosen last is chosen. */
static void
add_scales (GtkFileChooser *chooser)
{
  const char *ids[] = { "1", "2", "3", "4", "6", "8", NULL };
  const char *names[] = { _("PNG at 1×"), _("PNG at 2×"), _("PNG at 3×"), _("PNG at 4×"), _("PNG at 6×"), _("PNG at 8×"), NULL };
  g_autofree char *scale = NULL;

  g_object_get (tg_settings_get_default (), "picture-scale", &scale, NULL);
  gtk_file_chooser_add_choice (chooser, "scale", _("Resolution"), ids, names);
  gtk_file_chooser_set_choice (chooser, "scale", scale);
}

static void
add_export_filters (GtkFileChooser *chooser)
{
  static const struct { const char *name, *suffixes[5]; } kinds[] = {
    { N_("Pictures: .svg, .png, .pdf"), { "svg", "png", "pdf" } }, { N_("Data: .json, .graphml, .gexf, .dot"), { "json", "graphml", "gexf", "dot" } },
  };

  add_scales (chooser);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(kinds[i].name));
      for (guint k = 0; kinds[i].suffixes[k] != NULL; k++)
        gtk_file_filter_add_suffix (filter, kinds[i].suffixes[k]);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

void
tg_choose_files (GtkWindow *parent, TgChoose what, const char *name, TgChosen chosen)
{
  static const struct { const char *title, *verb; GtkFileChooserAction action; } kinds[] = {
    [TG_CHOOSE_CASE]     = { N_("Open Case"), N_("_Open"), GTK_FILE_CHOOSER_ACTION_OPEN },
    [TG_CHOOSE_NEW_CASE] = { N_("New Case"), N_("_Create"), GTK_FILE_CHOOSER_ACTION_SAVE },
    [TG_CHOOSE_COPY]     = { N_("Save a Copy of the Case"), N_("_Save"), GTK_FILE_CHOOSER_ACTION_SAVE },
    [TG_CHOOSE_FILES]    = { N_("Import Files"), N_("_Import"), GTK_FILE_CHOOSER_ACTION_OPEN },
    [TG_CHOOSE_FOLDER]   = { N_("Import a Folder"), N_("_Import"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER },
    [TG_CHOOSE_EXPORT]   = { N_("Export the Board"), N_("_Export"), GTK_FILE_CHOOSER_ACTION_SAVE },
    [TG_CHOOSE_TABLE]    = { N_("Save the Table as CSV"), N_("_Save"), GTK_FILE_CHOOSER_ACTION_SAVE },
  };
  GtkFileChooserNative *native = gtk_file_chooser_native_new (_(kinds[what].title), parent, kinds[what].action, _(kinds[what].verb), NULL);
  Choice *choice = g_new (Choice, 1);

  *choice = (Choice) { g_object_ref (parent), chosen };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  if (what == TG_CHOOSE_CASE || what == TG_CHOOSE_NEW_CASE || what == TG_CHOOSE_COPY)
    add_case_filter (GTK_FILE_CHOOSER (native));
  if (what == TG_CHOOSE_EXPORT)
    add_export_filters (GTK_FILE_CHOOSER (native));
  if (what == TG_CHOOSE_FILES)
    gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (native), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), name);
  g_signal_connect (native, "response", G_CALLBACK (chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

typedef void (*Yes) (GtkWindow *parent);

static void
asked_cb (AdwMessageDialog *dialog, const char *response, Yes yes)
{
  if (g_str_equal (response, "yes"))
    yes (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
}

void
tg_ask (GtkWindow *parent, const char *heading, const char *body, const char *verb, Yes yes)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "no", _("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "yes", verb);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect (dialog, "response", G_CALLBACK (asked_cb), yes);
  gtk_window_present (GTK_WINDOW (dialog));
}
