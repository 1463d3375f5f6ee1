/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/vpcflow.h"
#include "core/base/hash.h"
#include "core/ingest/flowline.h"

#include <string.h>

typedef struct { const char *name; int field; TgCellShape shape; const char *prefix; } Column;

/* Every field of versions 2 to 10 by the name AWS gives it; field -1: nothing asks for it yet. */
static const Column columns[] = {
#include "core/ingest/vpcflow-columns.inc"
};

enum { C_VERSION, C_ACCOUNT, C_INTERFACE, C_SRCADDR, C_DSTADDR, C_SRCPORT, C_DSTPORT, C_PROTOCOL, C_PACKETS, C_BYTES, C_START, C_END, C_ACTION,
       C_STATUS, C_VPC, C_SUBNET, C_INSTANCE, C_FLAGS, C_TYPE, C_PKT_SRC, C_PKT_DST, C_REGION, C_AZ, C_SUB_TYPE, C_SUB_ID, C_SRC_SERVICE,
       C_DST_SERVICE, C_DIRECTION, C_PATH, C_ECS, C_ECS_LAST = C_ECS + 9, C_REJECT, C_RESOURCE_TYPE, C_TGW, C_TGW_ATTACHMENT, C_TGW_SRC_ACCOUNT,
       C_TGW_DST_ACCOUNT, C_TGW_SRC_VPC, C_TGW_DST_VPC, C_TGW_SRC_SUBNET, C_TGW_DST_SUBNET, C_TGW_SRC_ENI, C_TGW_DST_ENI, C_TGW_SRC_AZ,
       C_TGW_DST_AZ, C_TGW_PAIR, C_LOST_ROUTE, C_LOST_BLACKHOLE, C_LOST_MTU, C_LOST_TTL };

/* The orders of the user guide's examples, which are also what consoles offer. Their numbers of columns differ. */
static const TgFlowOrder documented[] = {
  { 14, { C_VERSION, C_ACCOUNT, C_INTERFACE, C_SRCADDR, C_DSTADDR, C_SRCPORT, C_DSTPORT, C_PROTOCOL, C_PACKETS, C_BYTES, C_START, C_END,
          C_ACTION, C_STATUS } },
  { 21, { C_VERSION, C_VPC, C_SUBNET, C_INSTANCE, C_INTERFACE, C_ACCOUNT, C_TYPE, C_SRCADDR, C_DSTADDR, C_SRCPORT, C_DSTPORT, C_PKT_SRC,
          C_PKT_DST, C_PROTOCOL, C_BYTES, C_PACKETS, C_START, C_END, C_ACTION, C_FLAGS, C_STATUS } },
  { 17, { C_VERSION, C_INTERFACE, C_ACCOUNT, C_VPC, C_SUBNET, C_INSTANCE, C_SRCADDR, C_DSTADDR, C_SRCPORT, C_DSTPORT, C_PROTOCOL, C_FLAGS,
          C_TYPE, C_PKT_SRC, C_PKT_DST, C_ACTION, C_STATUS } },
  { 29, { C_VERSION, C_SRCADDR, C_DSTADDR, C_SRCPORT, C_DSTPORT, C_PROTOCOL, C_START, C_END, C_TYPE, C_PACKETS, C_BYTES, C_ACCOUNT, C_VPC,
          C_SUBNET, C_INSTANCE, C_INTERFACE, C_REGION, C_AZ, C_SUB_TYPE, C_SUB_ID, C_ACTION, C_FLAGS, C_PKT_SRC, C_PKT_DST, C_SRC_SERVICE,
          C_DST_SERVICE, C_PATH, C_DIRECTION, C_STATUS } },
  /* the default of transit gateways */
  { 36, { C_VERSION, C_RESOURCE_TYPE, C_ACCOUNT, C_TGW, C_TGW_ATTACHMENT, C_TGW_SRC_ACCOUNT, C_TGW_DST_ACCOUNT, C_TGW_SRC_VPC, C_TGW_DST_VPC,
          C_TGW_SRC_SUBNET, C_TGW_DST_SUBNET, C_TGW_SRC_ENI, C_TGW_DST_ENI, C_TGW_SRC_AZ, C_TGW_DST_AZ, C_TGW_PAIR, C_SRCADDR, C_DSTADDR,
          C_SRCPORT, C_DSTPORT, C_PROTOCOL, C_PACKETS, C_BYTES, C_START, C_END, C_STATUS, C_TYPE, C_LOST_ROUTE, C_LOST_BLACKHOLE, C_LOST_MTU,
          C_LOST_TTL, C_FLAGS, C_REGION, C_DIRECTION, C_SRC_SERVICE, C_DST_SERVICE } },
};

typedef struct { guint n; TgSpan cells[TG_FLOW_MAX_COLUMNS]; } Line;

/* n counts on beyond the last cell that is kept. */
static void
split_line (const char *p, const char *end, Line *line)
{
  line->n = 0;
  while (p < end)
    {
      if (*p == ' ' || *p == '\t' || *p == '\r')
        {
          p++;
          continue;
        }
      const char *begin = p;
      while (p < end && *p != ' ' && *p != '\t' && *p != '\r')
        p++;
      if (line->n < TG_FLOW_MAX_COLUMNS)
        line->cells[line->n] = tg_span (begin, p - begin);
      line->n++;
    }
}

/* NULL, or what does not fit. A header's word is taken for ids; without one their look must confirm the order. */
static const Column *
misfit (const Line *line, const TgFlowOrder *order, gboolean strict)
{
  for (guint i = 0; i < order->n; i++)
    {
      const Column *column = order->columns[i] >= 0 ? &columns[order->columns[i]] : NULL;
      if (column == NULL || (!strict && (column->shape == TG_CELL_ID || column->shape == TG_CELL_ACCOUNT)))
        continue;
      if (!tg_flow_fits (line->cells[i], column->shape, column->prefix))
        return column;
    }
  return NULL;
}

static const TgFlowOrder *
guess (const Line *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (documented); i++)
    if (line->n == documented[i].n && tg_flow_is_digits (line->cells[0]) && line->cells[0].len == 1 && misfit (line, &documented[i], TRUE) == NULL)
      return &documented[i];
  return NULL;
}

static int find_column (TgSpan name);

/* Without what separates words, and in the words of tables that AWS's own guides make for Athena. */
static int
find_squashed (TgSpan name)
{
  static const struct { const char *name, *column; } others[] = {
    { "account", "account-id" }, { "sourceaddress", "srcaddr" }, { "destinationaddress", "dstaddr" }, { "sourceport", "srcport" },
    { "destinationport", "dstport" }, { "numpackets", "packets" }, { "numbytes", "bytes" }, { "starttime", "start" }, { "endtime", "end" },
    { "srcaddress", "srcaddr" }, { "dstaddress", "dstaddr" },
  };
  char text[48], squashed[48];
  gsize n = 0;

  for (guint i = 0; i < name.len; i++)
    if (strchr ("-_ ", name.str[i]) == NULL)
      text[n++] = g_ascii_tolower (name.str[i]);
  text[n] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].name, text) == 0)
      return find_column (tg_span_str (others[i].column));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      n = 0;
      for (const char *c = columns[i].name; *c != '\0'; c++)
        if (*c != '-')
          squashed[n++] = *c;
      squashed[n] = '\0';
      if (strcmp (squashed, text) == 0)
        return i;
    }
  return -1;
}

static int
find_column (TgSpan name)
{
  char text[48];

  if (name.len > 3 && name.str[0] == '$' && name.str[1] == '{' && name.str[name.len - 1] == '}')
    name = tg_span (name.str + 2, name.len - 3);
  if (name.len >= sizeof text)
    return -1;
  for (guint i = 0; i < name.len; i++)
    text[i] = name.str[i] == '_' ? '-' : g_ascii_tolower (name.str[i]);
  text[name.len] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (strcmp (columns[i].name, text) == 0)
      return i;
  return find_squashed (name);
}

gboolean
tg_flow_header (const char *text, gsize len, TgFlowOrder *order)
{
  TgFlowOrder found = { 0 };
  guint known = 0;
  Line line;

  if (len < 12 || len > 4096 || !(g_ascii_isalpha (text[0]) || text[0] == '$'))
    return FALSE;
  split_line (text, text + len, &line);
  if (line.n < 3 || line.n > TG_FLOW_MAX_COLUMNS)
    return FALSE;
  for (guint i = 0; i < line.n; i++)
    {
      const char first = line.cells[i].str[0];
      if (!g_ascii_isalpha (first) && first != '$')
        return FALSE;
      const int column = find_column (line.cells[i]);
      found.columns[i] = column;
      if (column >= 0)
        known++;
    }
  found.n = line.n;
  if (known < 3 || known * 2 < line.n)
    return FALSE;
  *order = found;
  return TRUE;
}

static void
add_flow (TgLogReader *reader, const Line *line, const TgFlowOrder *order, guint64 offset, guint32 length, guint32 flags)
{
  TgRecord record = { .kind = TG_RECORD_VPCFLOW, .flags = flags, .time = TG_TIME_NONE, .file = reader->file,
                      .offset = offset, .length = length };
  TgFieldValue *values = tg_arena_alloc (reader->arena, order->n * sizeof (TgFieldValue));

  for (guint i = 0; i < order->n; i++)
    {
      const TgSpan cell = line->cells[i];
      const int c = order->columns[i];
      if (c < 0 || tg_flow_is_dash (cell))
        continue;
      if (c == C_START || (c == C_END && record.time == TG_TIME_NONE))
        record.time = tg_flow_time (cell);
      else if (c == C_ACTION && cell.str[0] == 'R')
        record.flags |= TG_RECORD_FAILED;
      /* summed, so that the order of the columns does not make another flow of it */
      record.content_hash += tg_hash64 (cell.str, cell.len, c + 1);
      if (columns[c].field < 0)
        continue;
      values[record.n_values++] = (TgFieldValue) { columns[c].field, 0, tg_log_reader_keep (reader, cell) };
    }
  record.values = values;
  tg_flow_close (&record);
  g_array_append_val (reader->records, record);
  if (reader->format == NULL)
    reader->format = "vpcflow";
}

/* Whether many lines have the same there. */
static gboolean
is_steady (const TgFlowOrder *order, guint i)
{
  const int c = i < order->n ? order->columns[i] : -1;

  return c >= 0 && (c == C_VERSION || (columns[c].shape != TG_CELL_NUMBER && columns[c].shape != TG_CELL_ADDRESS));
}

/* The steady ones that stand beside each other, and what stands between them. */
static void
find_spans (const TgFlowOrder *order, TgFlowPlan *plan)
{
  for (guint i = 0, n; i < order->n; i += n)
    {
      const gboolean steady = is_steady (order, i) && is_steady (order, i + 1) && plan->n_runs < TG_FLOW_MAX_RUNS;
      for (n = 1; i + n < order->n; n++)
        if (steady ? !is_steady (order, i + n) : is_steady (order, i + n) && is_steady (order, i + n + 1))
          break;
      plan->cells[i].span = n;
      plan->cells[i].steady = steady;
      plan->n_runs += steady;
    }
}

/* What the pass over well-formed lines needs to know of an order; strict: it was guessed, and ids must confirm it again. */
static void
make_plan (const TgFlowOrder *order, gboolean strict, TgFlowPlan *plan)
{
  *plan = (TgFlowPlan) { .n = order->n, .digit = strict };
  for (guint i = 0; i < order->n; i++)
    {
      const int c = order->columns[i];
      if (c < 0)
        continue;
      const Column *column = &columns[c];
      const gboolean taken = !strict && (column->shape == TG_CELL_ID || column->shape == TG_CELL_ACCOUNT);
      plan->cells[i] = (TgFlowCell) {
        .prefix = column->prefix, .field = column->field, .column = c + 1, .shape = taken ? TG_CELL_TEXT : column->shape,
        .use = c == C_START ? TG_CELL_IS_START : c == C_END ? TG_CELL_IS_END : c == C_ACTION ? TG_CELL_IS_ACTION : TG_CELL_IS_OTHER,
      };
      plan->n_values += column->field >= 0;
    }
  find_spans (order, plan);
}

/* Its addresses under other names must be joined by most of what a flow has. */
static gboolean
is_squashed (const TgJsonDoc *doc, guint32 index)
{
  guint n = 0;

  for (guint32 i = index + 1; i < doc->nodes[index].next; i = doc->nodes[i].next)
    {
      const int c = find_column (doc->nodes[i].key);
      n += c >= 0 && c <= C_STATUS;
    }
  return n >= 8;
}

/* A flow as an object: what Firehose and CloudWatch write as JSON, and rows of Athena. Its content is that of the line it was made of. */
static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  /* members that flow logs alone have: addresses and ports have many */
  static const char * const own[][2] = { { "interface_id", "interface-id" }, { "log_status", "log-status" }, { "pkt_srcaddr", "pkt-srcaddr" },
                                         { "flow_direction", "flow-direction" }, { "tcp_flags", "tcp-flags" }, { "tgw_id", "tgw-id" },
                                         { "vpc_id", "vpc-id" }, { "account_id", "account-id" } };
  const gboolean addressed = tg_json_get (doc, index, "srcaddr") != 0 && tg_json_get (doc, index, "dstaddr") != 0;
  guint n = 0;

  if (!addressed && (tg_json_get (doc, index, "srcAddr") != 0 || tg_json_get (doc, index, "sourceaddress") != 0
                     || tg_json_get (doc, index, "sourceAddress") != 0 || tg_json_get (doc, index, "src_addr") != 0))
    return is_squashed (doc, index) ? TG_RECORD_VPCFLOW : -1;
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    n += tg_json_get (doc, index, own[i][0]) != 0 || tg_json_get (doc, index, own[i][1]) != 0;
  return n >= (addressed ? 1 : 3) && tg_json_get (doc, index, "query_name") == 0 ? TG_RECORD_VPCFLOW : -1;
}

static gboolean
is_value (const TgJsonNode *node)
{
  return (node->type == TG_JSON_STRING || node->type == TG_JSON_NUMBER) && node->text.len > 0 && !tg_flow_is_dash (node->text);
}

static void
read_object (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  record->content_hash = 0;
  for (guint32 i = index + 1; i < doc->nodes[index].next; i = doc->nodes[i].next)
    {
      const TgJsonNode *node = &doc->nodes[i];
      const int c = is_value (node) ? find_column (node->key) : -1;
      if (c < 0)
        continue;
      if (c == C_START && (record->time = tg_flow_time (node->text)) == TG_TIME_NONE && !tg_time_parse (node->text, &record->time))
        record->time = TG_TIME_NONE;
      else if (c == C_ACTION && node->text.str[0] == 'R')
        record->flags |= TG_RECORD_FAILED;
      record->content_hash += tg_hash64 (node->text.str, node->text.len, c + 1);
    }
  record->content_hash = tg_hash_mix (record->content_hash, TG_RECORD_VPCFLOW);
  record->id_hash = MAX (1, tg_hash_mix (record->content_hash, 1));
}

static void
extract_object (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  for (guint32 i = index + 1; i < doc->nodes[index].next; i = doc->nodes[i].next)
    {
      const TgJsonNode *node = &doc->nodes[i];
      const int c = is_value (node) ? find_column (node->key) : -1;
      if (c < 0 || columns[c].field < 0)
        continue;
      const TgFieldValue value = { columns[c].field, 0, tg_log_reader_keep (reader, node->text) };
      g_array_append_val (reader->scratch, value);
    }
}

const TgJsonFormat tg_format_flow = { "vpcflow", recognise, read_object, extract_object };

static void
shift_line (Line *line)
{
  line->n--;
  memmove (line->cells, line->cells + 1, MIN (line->n, TG_FLOW_MAX_COLUMNS - 1) * sizeof (TgSpan));
}

/* CloudWatch exports put the time of ingestion before the line: "2024-01-01T00:00:00.000Z 2 123…", or "1704067200000,2 123…". */
static gboolean
strip_time (Line *line)
{
  TgSpan *first = &line->cells[0];

  if (line->n < 2)
    return FALSE;
  if (first->len >= 20 && first->str[4] == '-' && first->str[10] == 'T' && g_ascii_isdigit (first->str[0]))
    {
      shift_line (line);
      return TRUE;
    }
  const char *comma = memchr (first->str, ',', MIN (first->len, 32));
  if (comma == NULL || comma == first->str || !g_ascii_isdigit (first->str[0]))
    return FALSE;
  *first = tg_span (comma + 1, first->len - (comma + 1 - first->str));
  if (first->len > 0 && first->str[0] == '"')
    *first = tg_span (first->str + 1, first->len - 1);
  TgSpan *last = &line->cells[MIN (line->n, TG_FLOW_MAX_COLUMNS) - 1];
  if (last->len > 0 && last->str[last->len - 1] == '"')
    last->len--;
  return TRUE;
}

/* The order the line follows; NULL, and a reason when one is wanted. */
static const TgFlowOrder *
order_of (Line *line, const TgFlowOrder *header, char **reason)
{
  const TgFlowOrder *order;
  const Column *wrong = NULL;

  if (header->n > 0 && line->n == header->n && (wrong = misfit (line, header, FALSE)) == NULL)
    return header;
  if ((order = guess (line)) != NULL)
    return order;
  if (line->n <= TG_FLOW_MAX_COLUMNS && strip_time (line))
    {
      if (header->n > 0 && line->n == header->n && misfit (line, header, FALSE) == NULL)
        return header;
      if ((order = guess (line)) != NULL)
        return order;
    }
  if (reason == NULL)
    return NULL;
  if (wrong != NULL)
    *reason = g_strdup_printf ("flow line: the value of %s is impossible", wrong->name);
  else if (header->n > 0)
    *reason = g_strdup_printf ("line of %u columns where the header names %u", line->n, header->n);
  else
    *reason = g_strdup_printf ("line of %u columns in no known order", line->n);
  return NULL;
}

/* What the header names and nothing reads, and what it does not name and flows need. Once a part. */
static void
remark (TgLogReader *reader, const char *text, gsize len, const TgFlowOrder *order)
{
  static const int needed[] = { C_SRCADDR, C_DSTADDR, C_START };
  g_autoptr (GString) note = g_string_new (NULL);
  Line line;

  if (reader->remark != NULL)
    return;
  split_line (text, text + len, &line);
  for (guint i = 0; i < order->n; i++)
    if (order->columns[i] < 0 && note->len < 200)
      {
        g_autofree char *name = g_utf8_make_valid (line.cells[i].str, MIN (line.cells[i].len, 40));
        g_string_append_printf (note, "%s%s", note->len == 0 ? "columns not read: " : ", ", name);
      }
  for (guint k = 0; k < G_N_ELEMENTS (needed); k++)
    {
      gboolean there = FALSE;
      for (guint i = 0; i < order->n; i++)
        there |= order->columns[i] == needed[k];
      if (!there)
        g_string_append_printf (note, "%sno column %s", note->len == 0 ? "" : "; ", columns[needed[k]].name);
    }
  if (note->len > 0)
    reader->remark = g_string_free (g_steal_pointer (&note), FALSE);
}

/* One line of any form; the order it follows, when it is a flow. */
static const TgFlowOrder *
read_line (TgLogReader *reader, const char *p, const char *stop, guint64 at, TgFlowOrder *order)
{
  g_autofree char *reason = NULL;
  Line line;

  split_line (p, stop, &line);
  if (line.n == 0)
    return NULL;
  if (tg_flow_header (p, stop - p, order))
    {
      remark (reader, p, stop - p, order);
      return order;
    }
  const TgFlowOrder *found = order_of (&line, order, reader->rejects->len < TG_REJECTS_KEPT ? &reason : NULL);
  if (found != NULL && stop - p <= 1 << 20)
    {
      add_flow (reader, &line, found, at, (guint32) (stop - p), 0);
      return found;
    }
  tg_log_reader_reject (reader, at, reason != NULL ? reason : "line in no known order");
  return NULL;
}

/* The pass over well-formed lines is for text that values may point into, and for an order that no header could be taken for. */
static gboolean
is_plannable (const TgLogReader *reader, const char *text, gsize len, const TgFlowOrder *order)
{
  gboolean numbers = FALSE;

  for (guint i = 0; i < order->n; i++)
    numbers |= order->columns[i] >= 0 && columns[order->columns[i]].shape == TG_CELL_NUMBER;
  return numbers && reader->kept != NULL && text >= reader->kept && text + len <= reader->kept + reader->kept_len;
}

void
tg_flow_read (TgLogReader *reader, const char *text, gsize len, guint64 offset, TgFlowOrder *order)
{
  const char *p = text, *end = text + len;
  TgFlowOrder planned = { 0 };
  TgFlowPlan plan;

  while (p < end)
    {
      if (planned.n > 0)
        p = tg_flow_rows (reader, &plan, text, p, end, offset);
      if (p == end)
        break;
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      const char *next = newline != NULL ? newline + 1 : end;
      if (stop > p && stop[-1] == '\r')
        stop--;
      const TgFlowOrder *found = read_line (reader, p, stop, offset + (p - text), order);
      /* one that was guessed holds only where there is no header */
      if (found != NULL && (found == order || order->n == 0) && memcmp (found, &planned, sizeof planned) != 0)
        {
          planned = *found;
          if (is_plannable (reader, text, len, found))
            make_plan (found, found != order, &plan);
          else
            planned.n = 0;
        }
      p = next;
    }
}

void
tg_flow_headers (const char *text, gsize len, TgFlowOrder *order)
{
  const char *p = text, *end = text + len;

  while (p < end)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      if (*p > '9' || *p == '$')
        tg_flow_header (p, stop - p - (stop > p && stop[-1] == '\r'), order);
      p = newline != NULL ? newline + 1 : end;
    }
}

gboolean
tg_flow_message (TgLogReader *reader, TgSpan text, guint64 offset, guint32 length)
{
  const TgFlowOrder none = { 0 };
  Line line;

  if (text.len > 4096 || memchr (text.str, '\n', text.len) != NULL)
    return FALSE;
  split_line (text.str, text.str + text.len, &line);
  const TgFlowOrder *order = order_of (&line, &none, NULL);
  if (order == NULL)
    return FALSE;
  add_flow (reader, &line, order, offset, length, TG_RECORD_ENVELOPED);
  return TRUE;
}

gboolean
tg_flow_sniff (const char *text, gsize len)
{
  const char *p = text, *end = text + len;
  TgFlowOrder order = { 0 };

  /* a few broken lines at the beginning do not hide a flow log */
  for (guint tries = 0; tries < 5 && p < end;)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      Line line;
      split_line (p, stop, &line);
      if (tg_flow_header (p, stop - p, &order) || (line.n > 0 && order_of (&line, &order, NULL) != NULL))
        return TRUE;
      if (line.n > 0)
        tries++;
      p = newline != NULL ? newline + 1 : end;
    }
  return FALSE;
}
