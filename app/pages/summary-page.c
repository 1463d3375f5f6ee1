/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/summary-page.h"

#include <glib/gi18n.h>

#include "app/card.h"
#include "app/format.h"
#include "widgets/graph/kind-icon.h"

#define BUSIEST 8

enum { SLOT_SUMMARY, SLOT_PRINCIPALS, SLOT_ADDRESSES };

struct _TgSummaryPage
{
  TgPage      parent_instance;

  /* Template widgets */
  GtkStack   *stack;
  GtkLabel   *heading, *span;
  GtkFlowBox *cards;

  /* Borrowed */
  TgCard     *findings, *records, *principals, *addresses, *entities;
};

G_DEFINE_FINAL_TYPE (TgSummaryPage, tg_summary_page, TG_TYPE_PAGE)

typedef struct { TgTimeRange scope; TgEntityKind kind; } Question;

static gpointer
summary_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  TgSummary *summary = g_new0 (TgSummary, 1);

  if (tg_reader_summary (reader, question->scope, summary, job, error))
    return summary;
  g_free (summary);
  return NULL;
}

static gpointer
busiest_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;

  return tg_reader_busiest (reader, question->kind, question->scope, BUSIEST, job, error);
}

static GVariant *
place_variant (TgPlaceKind page, int kind, const char *text)
{
  g_autoptr (TgPlace) place = tg_place_new (page);

  place->kind = kind;
  if (text != NULL)
    {
      g_free (place->text);
      place->text = g_strdup (text);
    }
  return tg_place_to_variant (place);
}

static void
fill_findings (TgSummaryPage *self, const TgSummary *summary)
{
  tg_card_clear (self->findings);
  for (int i = TG_SEVERITY_CRITICAL; i > TG_SEVERITY_NONE; i--)
    if (summary->findings[i] > 0)
      tg_card_add (self->findings, NULL, _(tg_severity_title ((TgSeverity) i)), NULL, summary->findings[i], tg_severity_class ((TgSeverity) i),
                   "win.place", place_variant (TG_PLACE_FINDINGS, i, NULL));
  tg_card_finish (self->findings);
}

static void
fill_kinds (TgSummaryPage *self, const TgSummary *summary)
{
  tg_card_clear (self->records);
  for (int i = 0; i < TG_RECORD_N_KINDS; i++)
    if (summary->records[i] > 0)
      tg_card_add (self->records, NULL, tg_record_title (i), NULL, summary->records[i], NULL, "win.place", place_variant (TG_PLACE_RECORDS, i, NULL));
  tg_card_finish (self->records);
  tg_card_clear (self->entities);
  for (int i = 1; i < TG_ENTITY_N_KINDS; i++)
    if (summary->entities[i] > 0)
      tg_card_add (self->entities, tg_kind_icon_new ((TgEntityKind) i, 20), tg_kind_plural ((TgEntityKind) i), NULL, summary->entities[i], NULL,
                   "win.place", place_variant (TG_PLACE_ENTITIES, i, NULL));
  tg_card_finish (self->entities);
}

static void
summary_answer (TgPage *page, gpointer result, const GError *error)
{
  TgSummaryPage *self = TG_SUMMARY_PAGE (page);
  const TgSummary *summary = result;
  g_autofree char *records = NULL, *files = NULL, *text = NULL, *entities = NULL, *span = NULL;
  guint64 n_records = 0, n_entities = 0;

  if (summary == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  for (int i = 0; i < TG_RECORD_N_KINDS; i++)
    n_records += summary->records[i];
  for (int i = 0; i < TG_ENTITY_N_KINDS; i++)
    n_entities += summary->entities[i];
  gtk_stack_set_visible_child_name (self->stack, summary->evidence_files == 0 && n_records == 0 ? "empty" : "content");
  records = tg_format_count (n_records);
  entities = tg_format_count (n_entities);
  files = tg_format_count (summary->evidence_files);
  text = g_strdup_printf (_("%s records of %s entities in %s files"), records, entities, files);
  span = tg_format_span (summary->span);
  gtk_label_set_text (self->heading, text);
  gtk_label_set_text (self->span, span);
  fill_findings (self, summary);
  fill_kinds (self, summary);
}

static void
fill_busiest (TgCard *card, GArray *infos)
{
  tg_card_clear (card);
  for (guint i = 0; i < infos->len; i++)
    {
      const TgEntityInfo *info = &g_array_index (infos, TgEntityInfo, i);
      g_autofree char *below = info->account[0] != '\0' ? g_strdup_printf (_("%s · account %s"), tg_kind_title (info->kind), info->account)
                                                        : g_strdup (tg_kind_title (info->kind));

      tg_card_add (card, tg_kind_icon_new (info->kind, 24), info->name, below, info->records, NULL, "win.entity", g_variant_new_int64 (info->id));
    }
  tg_card_finish (card);
}

static void
principals_answer (TgPage *page, gpointer result, const GError *error)
{
  if (result != NULL)
    fill_busiest (TG_SUMMARY_PAGE (page)->principals, result);
}

static void
addresses_answer (TgPage *page, gpointer result, const GError *error)
{
  if (result != NULL)
    fill_busiest (TG_SUMMARY_PAGE (page)->addresses, result);
}

static void
tg_summary_page_refresh (TgPage *page)
{
  const Question question = { tg_page_get_scope (page), TG_ENTITY_NONE };
  const Question addresses = { question.scope, TG_ENTITY_IP };

  tg_page_query (page, SLOT_SUMMARY, summary_query, g_memdup2 (&question, sizeof question), g_free, g_free, summary_answer);
  tg_page_query (page, SLOT_PRINCIPALS, busiest_query, g_memdup2 (&question, sizeof question), g_free, (GDestroyNotify) g_array_unref,
                 principals_answer);
  tg_page_query (page, SLOT_ADDRESSES, busiest_query, g_memdup2 (&addresses, sizeof addresses), g_free, (GDestroyNotify) g_array_unref,
                 addresses_answer);
}

static void
tg_summary_page_case_set (TgPage *page)
{
  TgSummaryPage *self = TG_SUMMARY_PAGE (page);

  tg_card_clear (self->findings);
  tg_card_clear (self->records);
  tg_card_clear (self->entities);
  tg_card_clear (self->principals);
  tg_card_clear (self->addresses);
  gtk_label_set_text (self->heading, "");
  gtk_label_set_text (self->span, "");
}

static TgCard *
add_card (TgSummaryPage *self, const char *title, const char *empty)
{
  GtkWidget *card = tg_card_new (title, empty);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_set_hexpand (card, TRUE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->cards, child);
  return TG_CARD (card);
}

static void
tg_summary_page_class_init (TgSummaryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  TG_PAGE_CLASS (klass)->refresh = tg_summary_page_refresh;
  TG_PAGE_CLASS (klass)->case_set = tg_summary_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/summary-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TgSummaryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TgSummaryPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TgSummaryPage, span);
  gtk_widget_class_bind_template_child (widget_class, TgSummaryPage, cards);
}

static void
tg_summary_page_init (TgSummaryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->findings = add_card (self, _("Findings by severity"), _("No findings in the scope"));
  self->records = add_card (self, _("Records by kind"), _("No records in the scope"));
  self->principals = add_card (self, _("Busiest principals"), _("No principals in the scope"));
  self->addresses = add_card (self, _("Busiest addresses"), _("No addresses in the scope"));
  self->entities = add_card (self, _("Entities by kind"), _("No entities in the scope"));
}
