/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/flat.h"
#include "core/ingest/reader.h"
#include "core/ingest/vpcflow.h"

#include <string.h>

/* Where a value stands, and what its envelope says about it. */
typedef struct
{
  const char *text;       /* of the document; NULL inside a string: then offset and length are the envelope's */
  gsize       len;
  guint64     offset;
  guint32     length;
  guint       level;      /* of strings in strings */
  guint       wraps;      /* envelopes in envelopes */
  gboolean    row;        /* of a table: its text is no JSON */
  TgSpan      account, region, cluster;
} Place;

#define MAX_WRAPS 8

static const TgJsonFormat * const formats[] = { &tg_format_cloudtrail, &tg_format_guardduty, &tg_format_securityhub, &tg_format_k8s, &tg_format_ocsf,
                                                &tg_format_dns, &tg_format_flow, &tg_format_waf, &tg_format_instance, &tg_format_interface,
                                                &tg_format_identity, &tg_format_config };

static void
clear_reject (gpointer reject)
{
  g_free (((TgReject *) reject)->reason);
}

TgLogReader *
tg_log_reader_new (void)
{
  TgLogReader *reader = g_new0 (TgLogReader, 1);

  for (guint i = 0; i < TG_READER_LEVELS; i++)
    reader->parsers[i] = tg_json_new ();
  reader->scratch = g_array_sized_new (FALSE, FALSE, sizeof (TgFieldValue), 128);
  reader->shapes = tg_shapes_new ();
  return reader;
}

static void
drop_results (TgLogReader *reader)
{
  g_clear_pointer (&reader->rejects, g_array_unref);
  g_clear_pointer (&reader->unknown, g_array_unref);
  g_clear_pointer (&reader->remark, g_free);
}

void
tg_log_reader_free (TgLogReader *reader)
{
  if (reader == NULL)
    return;
  for (guint i = 0; i < TG_READER_LEVELS; i++)
    tg_json_free (reader->parsers[i]);
  g_array_unref (reader->scratch);
  tg_shapes_free (reader->shapes);
  drop_results (reader);
  g_free (reader);
}

void
tg_log_reader_batch (TgLogReader *reader)
{
  tg_shapes_begin (reader->shapes);
}

void
tg_log_reader_begin (TgLogReader *reader, TgArena *arena, GArray *records, guint32 file)
{
  drop_results (reader);
  reader->rejects = g_array_new (FALSE, FALSE, sizeof (TgReject));
  reader->unknown = g_array_new (FALSE, FALSE, sizeof (TgReject));
  g_array_set_clear_func (reader->rejects, clear_reject);
  g_array_set_clear_func (reader->unknown, clear_reject);
  reader->arena = arena;
  reader->records = records;
  reader->file = file;
  reader->kept = NULL;
  reader->kept_len = 0;
  reader->format = reader->look = NULL;
  reader->account = reader->cluster = TG_SPAN_NONE;
  reader->n_rejects = reader->n_unknown = 0;
}

void
tg_log_reader_text (TgLogReader *reader, const char *text, gsize len)
{
  reader->kept = text;
  reader->kept_len = len;
}

void
tg_log_reader_reject (TgLogReader *reader, guint64 offset, const char *reason)
{
  reader->n_rejects++;
  if (reader->rejects->len < TG_REJECTS_KEPT)
    {
      const TgReject reject = { offset, g_strdup (reason) };
      g_array_append_val (reader->rejects, reject);
    }
}

guint64
tg_record_id (TgRecordKind kind, TgSpan id, TgSpan version)
{
  guint64 hash = tg_hash64 (id.str, id.len, 0x7467 + kind);

  if (version.str != NULL)
    hash = tg_hash_mix (hash, tg_hash64 (version.str, version.len, kind));
  return hash != 0 ? hash : 1;
}

/* Kinds of JSON that analysts have and that are no record here. */
static const char *
look_of (const TgJsonDoc *doc, guint32 index)
{
  if (tg_json_get (doc, index, "digestStartTime") != 0 && tg_json_get (doc, index, "digestEndTime") != 0)
    return "CloudTrail digest";
  return NULL;
}

static char *
describe_unknown (const TgJsonDoc *doc, guint32 index, const char *look, gboolean row)
{
  static const char * const types[] = { "null", "false", "true", "number", "string", "array", "object" };
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  if (look != NULL)
    return g_strdup_printf ("%s: not read yet", look);
  if (doc->nodes[index].type != TG_JSON_OBJECT)
    return g_strdup_printf ("JSON %s where a record should stand", types[doc->nodes[index].type]);
  for (guint32 i = index + 1; i < doc->nodes[index].next && n < 4 && text->len < 100; i = doc->nodes[i].next, n++)
    {
      g_autofree char *key = g_utf8_make_valid (doc->nodes[i].key.str, MIN (doc->nodes[i].key.len, 30));
      g_autofree char *safe = g_strescape (key, NULL);
      g_string_append_printf (text, "%s%.40s", n > 0 ? ", " : "", safe);
    }
  return g_strdup_printf (row ? "row of no known kind (columns: %s)" : "JSON object of no known kind (members: %s)", n > 0 ? text->str : "none");
}

static void
add_unknown (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  const char *look = look_of (doc, index);

  if (reader->n_unknown++ == 0)
    reader->look = look;
  if (reader->unknown->len < TG_REJECTS_KEPT)
    {
      const TgReject reject = { place->text != NULL ? place->offset + doc->nodes[index].begin : place->offset, describe_unknown (doc, index, look, place->row) };
      g_array_append_val (reader->unknown, reject);
    }
}

static gboolean
has_field (const GArray *values, guint field)
{
  for (guint i = 0; i < values->len; i++)
    if (g_array_index (values, TgFieldValue, i).field == field)
      return TRUE;
  return FALSE;
}

static void
add_fallback (TgLogReader *reader, guint field, TgSpan text)
{
  if (text.str == NULL || has_field (reader->scratch, field))
    return;
  const TgFieldValue value = { field, 0, tg_log_reader_keep (reader, text) };
  g_array_append_val (reader->scratch, value);
}

static void
add_fallbacks (TgLogReader *reader, TgRecordKind kind, const Place *place)
{
  guint account, region;

  switch (kind)
    {
    case TG_RECORD_CLOUDTRAIL:  account = TG_FIELD_CT_RECIPIENT; region = TG_FIELD_CT_REGION; break;
    case TG_RECORD_INSIGHT:     account = TG_FIELD_IN_ACCOUNT; region = TG_FIELD_IN_REGION; break;
    case TG_RECORD_K8S_AUDIT:   account = TG_FIELD_KA_ACCOUNT; region = TG_FIELD_NONE; break;
    case TG_RECORD_OCSF:        account = TG_FIELD_OC_ACCOUNT; region = TG_FIELD_OC_REGION; break;
    case TG_RECORD_ACCESS:      return;
    case TG_RECORD_CONTEXT:     account = TG_FIELD_CX_ACCOUNT; region = TG_FIELD_CX_REGION; break;
    case TG_RECORD_DNS:         account = TG_FIELD_DN_ACCOUNT; region = TG_FIELD_DN_REGION; break;
    case TG_RECORD_VPCFLOW:     account = TG_FIELD_FL_ACCOUNT; region = TG_FIELD_FL_REGION; break;
    case TG_RECORD_SECURITYHUB: account = TG_FIELD_SH_ACCOUNT; region = TG_FIELD_SH_REGION; break;
    default:                    account = TG_FIELD_GD_ACCOUNT; region = TG_FIELD_GD_REGION; break;
    }
  add_fallback (reader, account, place->account);
  if (region != TG_FIELD_NONE)
    add_fallback (reader, region, place->region);
  if (kind == TG_RECORD_K8S_AUDIT)
    add_fallback (reader, TG_FIELD_KA_CLUSTER, place->cluster);
}

static void
add_record (TgLogReader *reader, const TgJsonFormat *format, int kind, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  TgRecord record = { .kind = kind, .time = TG_TIME_NONE, .file = reader->file };

  record.content_hash = tg_json_hash (doc, index);
  format->read (doc, index, &record);
  if (place->row && kind == TG_RECORD_CLOUDTRAIL)
    record.form = TG_FORM_RETOLD;
  if (record.time == TG_TIME_NONE)
    record.flags |= TG_RECORD_NO_TIME;
  if (record.id_hash == 0)
    record.id_hash = MAX (1, tg_hash_mix (record.content_hash, kind));
  if (doc->repaired)
    record.flags |= TG_RECORD_PARTIAL;
  if (place->text != NULL)
    {
      const guint32 begin = doc->nodes[index].begin;
      record.offset = place->offset + begin;
      record.length = index == 0 ? place->length - begin : tg_json_extent (place->text + begin, place->len - begin);
    }
  else
    {
      record.offset = place->offset;
      record.length = place->length;
      if (!place->row)
        record.flags |= TG_RECORD_ENVELOPED;
    }
  g_array_set_size (reader->scratch, 0);
  if (format->extract != NULL)
    format->extract (reader, doc, index, &record, place->level + 1);
  else
    tg_extract_json (reader, doc, index, kind);
  add_fallbacks (reader, kind, place);
  record.n_values = reader->scratch->len;
  record.values = tg_arena_alloc (reader->arena, MAX (1, record.n_values) * sizeof (TgFieldValue));
  if (record.n_values > 0)
    memcpy (record.values, reader->scratch->data, record.n_values * sizeof (TgFieldValue));
  g_array_append_val (reader->records, record);
  if (reader->format == NULL)
    reader->format = kind == TG_RECORD_INSIGHT ? "cloudtrail-insights" : format->id;
}

static gboolean read_node (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place);

/* The place of what stands inside a string of the object at index. */
static Place
place_in_string (const TgJsonDoc *doc, guint32 index, const Place *place)
{
  Place inner = *place;

  inner.level++;
  inner.text = NULL;
  inner.row = FALSE;
  if (place->text != NULL)
    {
      const guint32 begin = doc->nodes[index].begin;
      inner.offset = place->offset + begin;
      inner.length = index == 0 ? place->length - begin : tg_json_extent (place->text + begin, place->len - begin);
    }
  return inner;
}

static gboolean
read_string (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgSpan text, const Place *place)
{
  Place inner = place_in_string (doc, index, place);
  TgJsonDoc parsed;
  gsize i = 0;

  while (i < text.len && g_ascii_isspace (text.str[i]))
    i++;
  if (i == text.len)
    return FALSE;
  if (text.str[i] != '{' && text.str[i] != '[')
    return tg_flow_message (reader, text, inner.offset, inner.length);
  if (inner.level >= TG_READER_LEVELS)
    return FALSE;
  tg_json_parse (reader->parsers[inner.level], text.str + i, text.len - i, &parsed);
  if (parsed.error != NULL)
    {
      g_autofree char *reason = g_strdup_printf ("event inside a string: %s", parsed.error);
      tg_log_reader_reject (reader, inner.offset, reason);
      return TRUE;
    }
  return read_node (reader, &parsed, 0, &inner);
}

/* Each element is a record of its own; those that are none are named. */
static gboolean
read_elements (TgLogReader *reader, const TgJsonDoc *doc, guint32 array, const Place *place)
{
  const TgJsonNode *node = &doc->nodes[array];

  if (array == 0 || node->type != TG_JSON_ARRAY)
    return FALSE;
  if (array + 1 < node->next && doc->nodes[array + 1].type != TG_JSON_OBJECT)
    return FALSE;
  for (guint32 i = array + 1; i < node->next; i = doc->nodes[i].next)
    if (!read_node (reader, doc, i, place))
      add_unknown (reader, doc, i, place);
  return TRUE;
}

static gboolean
read_eventbridge (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint32 detail, const Place *place)
{
  Place inner = *place;

  if (doc->nodes[detail].type != TG_JSON_OBJECT)
    return FALSE;
  inner.account = tg_json_get_string (doc, index, "account");
  inner.region = tg_json_get_string (doc, index, "region");
  const guint32 findings = tg_json_get (doc, detail, "findings");
  if (findings != 0 && read_elements (reader, doc, findings, &inner))
    return TRUE;
  return read_node (reader, doc, detail, &inner);
}

/* Members in which tools put an event as text, whole as it was. */
static const char * const text_members[] = { "CloudTrailEvent", "_raw", "message", "@message", "Message", "log", "body", "Body", "raw_data", "raw",
                                           "eventJson", "eventjson" };
static const char * const array_members[] = { "Records", "records", "Events", "events", "Findings", "findings", "logEvents",
  "Reservations", "NetworkInterfaces", "configurationItems", "UserDetailList", "RoleDetailList", "GroupDetailList", "Policies" };

/* Elements of an array under a name that says nothing: records when one of them is known. */
static gboolean
read_any_elements (TgLogReader *reader, const TgJsonDoc *doc, guint32 array, const Place *place)
{
  const TgJsonNode *nodes = doc->nodes;
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean known = FALSE;

  for (guint32 i = array + 1; i < nodes[array].next; i = nodes[i].next)
    if (nodes[i].type == TG_JSON_OBJECT && read_node (reader, doc, i, place))
      known = TRUE;
    else
      g_array_append_val (others, i);
  for (guint i = 0; known && i < others->len; i++)
    add_unknown (reader, doc, g_array_index (others, guint32, i), place);
  return known;
}

/* CloudTrail Lake's GetQueryResults: [[{"eventID": "…"}, {"eventTime": "…"}], …]. */
/* The row at node i, as the object that its columns spell. */
static void
read_result (TgLogReader *reader, const TgJsonDoc *doc, guint32 i, const GString *json, const Place *place)
{
  Place row = place_in_string (doc, i, place);
  TgJsonDoc parsed;

  row.row = TRUE;
  tg_json_parse (reader->parsers[row.level], json->str, json->len, &parsed);
  if (parsed.error != NULL)
    tg_log_reader_reject (reader, row.offset, parsed.error);
  else if (!read_node (reader, &parsed, 0, &row))
    add_unknown (reader, &parsed, 0, &row);
}

static gboolean
read_lake (TgLogReader *reader, const TgJsonDoc *doc, guint32 array, const Place *place)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (array == 0 || doc->nodes[array].type != TG_JSON_ARRAY || place->level + 1 >= TG_READER_LEVELS - 1)
    return FALSE;
  for (guint32 i = array + 1; i < doc->nodes[array].next; i = doc->nodes[i].next)
    {
      if (doc->nodes[i].type != TG_JSON_ARRAY)
        {
          add_unknown (reader, doc, i, place);
          continue;
        }
      tg_csv_lake_json (reader, doc, i, json);
      read_result (reader, doc, i, json, place);
    }
  return TRUE;
}

/* "ResultSet": {"Rows": [{"Data": [{"VarCharValue": …}, …]}, …]}; the first row names the columns. */
static gboolean
read_athena (TgLogReader *reader, const TgJsonDoc *doc, guint32 set, const Place *place)
{
  g_autoptr (GString) json = g_string_new (NULL);
  const guint32 rows = set != 0 ? tg_json_get (doc, set, "Rows") : 0;
  guint32 header = 0;

  if (rows == 0 || doc->nodes[rows].type != TG_JSON_ARRAY || place->level + 1 >= TG_READER_LEVELS - 1)
    return FALSE;
  for (guint32 i = rows + 1; i < doc->nodes[rows].next; i = doc->nodes[i].next)
    {
      const guint32 data = tg_json_get (doc, i, "Data");
      if (data == 0 || doc->nodes[data].type != TG_JSON_ARRAY)
        add_unknown (reader, doc, i, place);
      else if (header == 0)
        header = data;
      else
        {
          tg_csv_athena_json (reader, doc, header, data, json);
          read_result (reader, doc, i, json, place);
        }
    }
  return header != 0;
}

static gboolean
is_tried (TgSpan key)
{
  if (tg_span_is (key, "detail"))
    return TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (array_members); k++)
    if (tg_span_is (key, array_members[k]))
      return TRUE;
  return FALSE;
}

/* An event that stands intact under whatever name: "log", "_source", "attributes", "event" … Each member is looked at once, so the cost
 * stays linear; MAX_WRAPS bounds the depth. */
static gboolean
read_inside (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  const TgJsonNode *nodes = doc->nodes;
  gboolean known = FALSE;

  for (guint32 i = index + 1; i < nodes[index].next; i = nodes[i].next)
    if (is_tried (nodes[i].key))
      continue;
    else if (nodes[i].type == TG_JSON_OBJECT)
      known |= read_node (reader, doc, i, place);
    else if (nodes[i].type == TG_JSON_ARRAY && i + 1 < nodes[i].next && nodes[i + 1].type == TG_JSON_OBJECT)
      known |= read_any_elements (reader, doc, i, place);
  return known;
}

/* Whether a member has a name of its own and dots in it. */
static gboolean
is_flat (const TgJsonDoc *doc, guint32 index)
{
  const TgJsonNode *nodes = doc->nodes;

  for (guint32 i = index + 1; i < nodes[index].next; i = nodes[i].next)
    if (tg_span_has_prefix (nodes[i].key, "event.") || tg_span_has_prefix (nodes[i].key, "aws.cloudtrail."))
      return TRUE;
  return FALSE;
}

/* Members whose names are paths, "user.name": read as what they were before they were spread out. */
static gboolean
read_flat (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  if (place->level + 1 >= TG_READER_LEVELS - 1 || !is_flat (doc, index))
    return FALSE;
  g_autoptr (GString) json = g_string_new (NULL);
  Place inner = place_in_string (doc, index, place);
  TgJsonDoc parsed;

  inner.row = TRUE;
  if (!tg_flat_json (doc, index, json))
    return FALSE;
  tg_json_parse (reader->parsers[inner.level], json->str, json->len, &parsed);
  return parsed.error == NULL && read_node (reader, &parsed, 0, &inner);
}

/* Lines one after the other, or one text. */
static gboolean
read_unpacked (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const GByteArray *bytes, const Place *place)
{
  const char *text = (const char *) bytes->data, *end = text + bytes->len;
  TgJsonDoc parsed;
  gboolean known = FALSE;

  tg_json_parse (reader->parsers[TG_READER_LEVELS - 1], text, bytes->len, &parsed);
  if (parsed.error == NULL)
    return read_string (reader, doc, index, tg_span (text, bytes->len), place);
  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);
      const char *stop = newline != NULL ? newline : end;
      if (stop > text)
        known |= read_string (reader, doc, index, tg_span (text, stop - text), place);
      text = stop + 1;
    }
  return known;
}

/* "data" in base64: what Firehose and Kinesis hand to a function or keep of what failed, and subscriptions of CloudWatch Logs. */
static gboolean
read_packed (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  const TgSpan data = tg_json_get_string (doc, index, "data"), raw = tg_json_get_string (doc, index, "rawData");
  const TgSpan text = data.str != NULL ? data : raw;
  const char *reason = NULL;

  if (text.str == NULL)
    return FALSE;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  if (tg_unpack_base64 (text, bytes, &reason))
    return read_unpacked (reader, doc, index, bytes, place);
  if (reason != NULL)
    tg_log_reader_reject (reader, place_in_string (doc, index, place).offset, reason);
  return reason != NULL;
}

/* What CloudWatch Logs says around its events: "/aws/eks/NAME/cluster". */
static void
read_log_group (const TgJsonDoc *doc, guint32 index, TgSpan *account, TgSpan *cluster)
{
  const TgSpan group = tg_json_get_string (doc, index, "logGroup"), owner = tg_json_get_string (doc, index, "owner");

  if (owner.len == 12)
    *account = owner;
  if (tg_span_has_prefix (group, "/aws/eks/") && tg_span_has_suffix (group, "/cluster") && group.len > 17)
    *cluster = tg_span (group.str + 9, group.len - 17);
}

void
tg_log_reader_head (TgLogReader *reader, TgSpan head)
{
  TgJsonDoc doc;

  reader->account = reader->cluster = TG_SPAN_NONE;
  if (head.str == NULL)
    return;
  g_autofree char *text = g_strdup_printf ("%.*s]}", (int) head.len, head.str);
  tg_json_parse (reader->parsers[0], text, strlen (text), &doc);
  if (doc.error != NULL)
    return;
  read_log_group (&doc, 0, &reader->account, &reader->cluster);
  reader->account = tg_arena_copy (reader->arena, reader->account);
  reader->cluster = tg_arena_copy (reader->arena, reader->cluster);
}

static gboolean
read_envelope (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *outer)
{
  Place inner = *outer, *place = &inner;

  inner.wraps++;
  read_log_group (doc, index, &inner.account, &inner.cluster);
  /* a reservation of describe-instances tells whose its instances are */
  guint32 i = tg_json_get (doc, index, "Instances");

  if (i != 0 && tg_json_get (doc, index, "ReservationId") != 0)
    {
      inner.account = tg_json_get_string (doc, index, "OwnerId");
      return read_elements (reader, doc, i, place);
    }
  i = tg_json_get (doc, index, "detail");
  if (i != 0 && read_eventbridge (reader, doc, index, i, place))
    return TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (text_members); k++)
    {
      const TgSpan text = tg_json_get_string (doc, index, text_members[k]);
      if (text.str != NULL && read_string (reader, doc, index, text, place))
        return TRUE;
    }
  i = tg_json_get (doc, index, "event");
  if (i != 0)
    {
      const TgSpan text = tg_json_get_string (doc, i, "original");
      if (text.str != NULL && read_string (reader, doc, index, text, place))
        return TRUE;
    }
  if (read_lake (reader, doc, tg_json_get (doc, index, "QueryResultRows"), place)
      || read_athena (reader, doc, tg_json_get (doc, index, "ResultSet"), place))
    return TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (array_members); k++)
    if ((i = tg_json_get (doc, index, array_members[k])) != 0 && read_elements (reader, doc, i, place))
      return TRUE;
  if (read_packed (reader, doc, index, place) || read_flat (reader, doc, index, place))
    return TRUE;
  return look_of (doc, index) == NULL && read_inside (reader, doc, index, place);
}

/* FALSE: nothing known. */
static gboolean
read_node (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const Place *place)
{
  if (place->wraps >= MAX_WRAPS)
    return FALSE;
  if (doc->nodes[index].type == TG_JSON_OBJECT)
    {
      for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        {
          const int kind = formats[i]->recognise (doc, index);
          if (kind >= 0)
            {
              add_record (reader, formats[i], kind, doc, index, place);
              return TRUE;
            }
        }
      return read_envelope (reader, doc, index, place);
    }
  if (index == 0 && doc->nodes[0].type == TG_JSON_STRING)
    {
      Place inner = *place;
      inner.wraps++;
      return read_string (reader, doc, 0, doc->nodes[0].text, &inner);
    }
  return FALSE;
}

static gboolean
is_kept (const TgLogReader *reader, const char *text, gsize len)
{
  return reader->kept != NULL && text >= reader->kept && text + len <= reader->kept + reader->kept_len;
}

/* What an envelope says of an event is not in its text. */
static gsize
read_known (TgLogReader *reader, const char *text, gsize len, guint64 offset, gboolean all)
{
  TgRecord record;
  gsize got;

  if (!is_kept (reader, text, len) || reader->account.str != NULL || reader->cluster.str != NULL
      || (got = tg_shapes_read (reader->shapes, text, len, all, reader->arena, &record)) == 0)
    return 0;
  record.file = reader->file;
  record.offset = offset;
  g_array_append_val (reader->records, record);
  if (reader->format == NULL)
    reader->format = tg_format_cloudtrail.id;
  return got;
}

gsize
tg_log_reader_known (TgLogReader *reader, const char *text, gsize len, guint64 offset)
{
  return read_known (reader, text, len, offset, FALSE);
}

static void
read_document (TgLogReader *reader, const TgJsonDoc *doc, const Place *place)
{
  if (doc->error != NULL)
    tg_log_reader_reject (reader, place->offset, doc->error);
  else if (doc->nodes[0].type == TG_JSON_ARRAY && doc->n > 1)
    {
      Place inner = *place;
      inner.wraps++;
      for (guint32 i = 1; i < doc->nodes[0].next; i = doc->nodes[i].next)
        if (!read_node (reader, doc, i, &inner))
          add_unknown (reader, doc, i, &inner);
    }
  else if (!read_node (reader, doc, 0, place))
    add_unknown (reader, doc, 0, place);
}

void
tg_log_reader_json (TgLogReader *reader, const char *text, gsize len, guint64 offset)
{
  const Place place = { .text = text, .len = len, .offset = offset, .length = (guint32) len,
                        .account = reader->account, .cluster = reader->cluster };
  const gboolean kept = is_kept (reader, text, len);
  const guint before = reader->records->len;
  TgJsonDoc doc;

  if (read_known (reader, text, len, offset, TRUE) > 0)
    return;
  if (kept)
    tg_json_parse_in_place (reader->parsers[0], text, len, &doc);
  else
    tg_json_parse (reader->parsers[0], text, len, &doc);
  read_document (reader, &doc, &place);
  /* only the root begins where the text does */
  if (kept && doc.error == NULL && place.account.str == NULL && place.cluster.str == NULL && reader->records->len == before + 1
      && g_array_index (reader->records, TgRecord, before).offset == offset)
    tg_shapes_learn (reader->shapes, text, len, &doc, &g_array_index (reader->records, TgRecord, before));
}

void
tg_log_reader_row (TgLogReader *reader, TgSpan header, const char *row, gsize len, guint64 offset)
{
  const Place place = { .offset = offset, .length = (guint32) len, .row = TRUE };
  g_autoptr (GString) json = g_string_sized_new (len + 256);
  const char *reason;
  TgJsonDoc doc;

  if (!tg_csv_row_json (reader, header, row, len, json, &reason))
    {
      tg_log_reader_reject (reader, offset, reason);
      return;
    }
  tg_json_parse (reader->parsers[0], json->str, json->len, &doc);
  if (doc.error != NULL)
    tg_log_reader_reject (reader, offset, doc.error);
  else if (!read_node (reader, &doc, 0, &place))
    add_unknown (reader, &doc, 0, &place);
}
