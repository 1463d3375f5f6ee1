/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

/* Kubernetes audit events (audit.k8s.io), as EKS writes them. A call has one event for each stage it is logged at: the stage belongs to
 * its identity. */

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  if (tg_json_get (doc, index, "auditID") == 0)
    return -1;
  if (tg_span_has_prefix (tg_json_get_string (doc, index, "apiVersion"), "audit.k8s.io/"))
    return TG_RECORD_K8S_AUDIT;
  return tg_json_get (doc, index, "requestURI") != 0 && tg_json_get (doc, index, "user") != 0 ? TG_RECORD_K8S_AUDIT : -1;
}

static TgSpan
text_in (const TgJsonDoc *doc, guint32 index, const char *outer, const char *name)
{
  guint32 i = tg_json_get (doc, index, outer);

  i = i != 0 ? tg_json_get (doc, i, name) : 0;
  return i != 0 ? doc->nodes[i].text : TG_SPAN_NONE;
}

/* exec, attach and port-forward come as get too. */
static gboolean
is_read_only (const TgJsonDoc *doc, guint32 index)
{
  static const char * const acts[] = { "exec", "attach", "portforward", "proxy" };
  const TgSpan verb = tg_json_get_string (doc, index, "verb"), sub = text_in (doc, index, "objectRef", "subresource");

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (tg_span_is (sub, acts[i]))
      return FALSE;
  return tg_span_is (verb, "get") || tg_span_is (verb, "list") || tg_span_is (verb, "watch");
}

static void
read_event (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  static const char * const times[] = { "requestReceivedTimestamp", "stageTimestamp", "timestamp" };
  const TgSpan id = tg_json_get_string (doc, index, "auditID"), stage = tg_json_get_string (doc, index, "stage");
  gint64 code;

  if (id.len > 0)
    record->id_hash = tg_record_id (record->kind, id, TG_SPAN_NONE);
  record->form = tg_span_is (stage, "RequestReceived") || tg_span_is (stage, "ResponseStarted") ? TG_FORM_EARLIER : TG_FORM_LAST;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const TgSpan text = tg_json_get_string (doc, index, times[i]);
      if (text.len > 0 && tg_time_parse (text, &record->time))
        break;
    }
  if (tg_json_get (doc, index, "user") == 0 || tg_json_get_string (doc, index, "verb").str == NULL)
    record->flags |= TG_RECORD_PARTIAL;
  if ((tg_span_to_whole (text_in (doc, index, "responseStatus", "code"), &code) && code >= 400)
      || tg_span_is (text_in (doc, index, "annotations", "authorization.k8s.io/decision"), "forbid"))
    record->flags |= TG_RECORD_FAILED;
  if (is_read_only (doc, index))
    record->flags |= TG_RECORD_READ_ONLY;
}

const TgJsonFormat tg_format_k8s = { "k8s-audit", recognise, read_event, NULL };
