/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/collect.h"

#include <string.h>

typedef struct
{
  const char *path, *format;
  guint       stored, rejected;
  int         kind;        /* of the first record */
  guint32     flags;       /* that the first record has */
  gint64      reject;      /* place of the first; -1 none */
  const char *note;        /* the beginning of it */
} Row;

static const Row rows[] = {
  { "cloudtrail/records.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "cloudtrail/records-pretty.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/array.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/lines.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/single.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/lookup.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/lookup-lines.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/eventbridge.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/cloudwatch.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/raw.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/wrapped.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/log-member.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "cloudtrail/concatenated.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/search-hits.json", "cloudtrail-records", 3, 1, TG_RECORD_CLOUDTRAIL, 0, 2748, NULL },
  { "cloudtrail/attributes.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/logstash.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "cloudtrail/original.jsonl", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/common-schema.jsonl", "cloudtrail-records", 2, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_FAILED, -1, NULL },
  { "cloudtrail/lower-case.jsonl", "cloudtrail-records", 2, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "cloudtrail/flat.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/flat-fields.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/flat-source.jsonl", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "cloudtrail/flat-hostile.json", "unrecognised", 0, 0, -1, 0, -1, "1 JSON values of no known kind" },
  { "cloudtrail/base64.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/base64-gzip.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "cloudtrail/base64-hostile.json", "unrecognised", 0, 2, -1, 0, 13, NULL },
  { "cloudtrail/subscription.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, -1, NULL },
  { "csv/semicolons.csv", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "csv/tabs.tsv", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "vpcflow/rows-other-names.jsonl", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "csv/event-history.csv", "cloudtrail-records", 2, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_FAILED, -1, NULL },
  { "csv/athena.csv", "cloudtrail-records", 2, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "csv/lake.csv", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "csv/athena-results.json", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY, -1, NULL },
  { "csv/lake-events.csv", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_READ_ONLY | TG_RECORD_ENVELOPED, -1, NULL },
  { "csv/console.csv", "cloudtrail-records", 3, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "csv/lake.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "csv/messages.csv", "cloudtrail-records", 3, 1, TG_RECORD_CLOUDTRAIL, TG_RECORD_ENVELOPED, 2201, NULL },
  { "csv/cloudwatch-flows.csv", "vpcflow", 1, 0, TG_RECORD_VPCFLOW, TG_RECORD_ENVELOPED, -1, NULL },
  { "csv/flows.csv", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "csv/broken.csv", "cloudtrail-records", 2, 2, TG_RECORD_CLOUDTRAIL, 0, 215, NULL },
  { "csv/other.csv", "unrecognised", 0, 0, -1, 0, -1, "text that is no log" },
  { "access/s3.log", "s3-access", 2, 0, TG_RECORD_ACCESS, TG_RECORD_FAILED, -1, NULL },
  { "access/alb.log", "alb-access", 2, 1, TG_RECORD_ACCESS, TG_RECORD_FAILED, 891, NULL },
  { "access/nlb.log", "nlb-access", 1, 0, TG_RECORD_ACCESS, 0, -1, NULL },
  { "access/clb.log", "clb-access", 1, 0, TG_RECORD_ACCESS, 0, -1, NULL },
  { "access/waf.jsonl", "waf", 2, 0, TG_RECORD_ACCESS, TG_RECORD_FAILED, -1, NULL },
  { "json/wrapped-too-deep.json", "unrecognised", 0, 0, -1, 0, -1, "1 JSON values of no known kind" },
  { "cloudtrail/insights.json", "cloudtrail-insights", 1, 0, TG_RECORD_INSIGHT, 0, -1, NULL },
  { "cloudtrail/digest.json", "cloudtrail-digest", 0, 0, -1, 0, -1, "CloudTrail digest file" },
  { "cloudtrail/truncated.json", "cloudtrail-records", 2, 1, TG_RECORD_CLOUDTRAIL, 0, 1265, NULL },
  { "cloudtrail/broken-array.json", "cloudtrail-records", 3, 2, TG_RECORD_CLOUDTRAIL, 0, 627, NULL },
  { "cloudtrail/truncated-line.jsonl", "cloudtrail-records", 2, 1, TG_RECORD_CLOUDTRAIL, 0, 825, NULL },
  { "cloudtrail/not-parsing.jsonl", "cloudtrail-records", 2, 1, TG_RECORD_CLOUDTRAIL, 0, 625, NULL },
  { "cloudtrail/mixed.jsonl", "cloudtrail-records", 2, 1, TG_RECORD_CLOUDTRAIL, 0, 625, NULL },
  { "vpcflow/default.log", "vpcflow", 5, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/crlf-tabs.log", "vpcflow", 5, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/headers.log", "vpcflow", 4, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/bad-lines.log", "vpcflow", 2, 3, TG_RECORD_VPCFLOW, 0, 207, NULL },
  { "vpcflow/export.log", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/transit-gateway.log", "vpcflow", 1, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/v8.log", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, TG_RECORD_FAILED, -1, "columns not read: mystery-column" },
  { "vpcflow/no-start.log", "vpcflow", 1, 0, TG_RECORD_VPCFLOW, 0, -1, "no column start" },
  { "vpcflow/firehose.json", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, TG_RECORD_ENVELOPED, -1, NULL },
  { "vpcflow/rows.jsonl", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, 0, -1, NULL },
  { "vpcflow/flows.parquet", "unrecognised", 0, 0, -1, 0, -1, "Parquet is not read: write it as CSV first, as with DuckDB" },
  { "vpcflow/cloudwatch.json", "vpcflow", 2, 0, TG_RECORD_VPCFLOW, TG_RECORD_ENVELOPED, -1, NULL },
  { "guardduty/get-findings.json", "guardduty", 2, 0, TG_RECORD_GUARDDUTY, 0, -1, NULL },
  { "guardduty/lines.jsonl", "guardduty", 2, 0, TG_RECORD_GUARDDUTY, 0, -1, NULL },
  { "guardduty/single.json", "guardduty", 1, 0, TG_RECORD_GUARDDUTY, 0, -1, NULL },
  { "guardduty/eventbridge.json", "guardduty", 1, 0, TG_RECORD_GUARDDUTY, 0, -1, NULL },
  { "guardduty/truncated.jsonl", "guardduty", 1, 1, TG_RECORD_GUARDDUTY, 0, 610, NULL },
  { "guardduty/attack-sequence.json", "guardduty", 1, 0, TG_RECORD_GUARDDUTY, 0, -1, NULL },
  { "ocsf/api.jsonl", "ocsf", 3, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_FAILED, -1, NULL },
  { "ocsf/flow.jsonl", "ocsf", 1, 0, TG_RECORD_VPCFLOW, TG_RECORD_FAILED, -1, NULL },
  { "ocsf/dns.jsonl", "ocsf", 1, 0, TG_RECORD_DNS, 0, -1, NULL },
  { "ocsf/eks.jsonl", "ocsf", 1, 0, TG_RECORD_K8S_AUDIT, 0, -1, NULL },
  { "ocsf/findings.json", "ocsf", 3, 0, TG_RECORD_OCSF, 0, -1, NULL },
  { "ocsf/truncated.jsonl", "ocsf", 1, 1, TG_RECORD_OCSF, 0, 866, NULL },
  { "dns/resolver.jsonl", "route53-resolver", 3, 0, TG_RECORD_DNS, 0, -1, NULL },
  { "dns/cloudwatch.json", "route53-resolver", 1, 0, TG_RECORD_DNS, TG_RECORD_ENVELOPED, -1, NULL },
  { "securityhub/findings.json", "securityhub", 2, 0, TG_RECORD_SECURITYHUB, 0, -1, NULL },
  { "securityhub/lines.jsonl", "securityhub", 2, 0, TG_RECORD_SECURITYHUB, 0, -1, NULL },
  { "securityhub/eventbridge.json", "securityhub", 2, 0, TG_RECORD_SECURITYHUB, 0, -1, NULL },
  { "securityhub/truncated.json", "securityhub", 1, 1, TG_RECORD_SECURITYHUB, 0, 446, NULL },
  { "json/unknown.json", "unrecognised", 0, 0, -1, 0, -1, "1 JSON values of no known kind" },
  { "k8s/lines.jsonl", "k8s-audit", 6, 0, TG_RECORD_K8S_AUDIT, 0, -1, NULL },
  { "k8s/cloudwatch.json", "k8s-audit", 8, 0, TG_RECORD_K8S_AUDIT, TG_RECORD_ENVELOPED, -1, NULL },
  { "k8s/export.log", "k8s-audit", 6, 0, TG_RECORD_K8S_AUDIT, 0, -1, NULL },
  { "k8s/list.json", "k8s-audit", 6, 0, TG_RECORD_K8S_AUDIT, 0, -1, NULL },
  { "k8s/truncated.jsonl", "k8s-audit", 5, 1, TG_RECORD_K8S_AUDIT, 0, 3779, NULL },
  { "context/instances.json", "context", 2, 0, -1, 0, -1, NULL },
  { "context/instances.jsonl", "context", 2, 0, -1, 0, -1, NULL },
  { "context/interfaces.json", "context", 1, 0, -1, 0, -1, NULL },
  { "context/authorization.json", "context", 5, 0, -1, 0, -1, NULL },
  { "context/config.json", "config", 2, 0, TG_RECORD_CONTEXT, 0, -1, NULL },
  { "context/config-truncated.json", "config", 1, 1, TG_RECORD_CONTEXT, 0, -1, NULL },
  { "json/utf16.json", "unrecognised", 0, 0, -1, 0, -1, "UTF-16 text" },
  { "json/bom.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "json/bad-utf8.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, TG_RECORD_PARTIAL, -1, NULL },
  { "json/big-numbers.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "json/duplicate-keys.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
  { "json/surrogate.json", "cloudtrail-records", 1, 0, TG_RECORD_CLOUDTRAIL, 0, -1, NULL },
};

static Collect *
import (const char *name, guint64 batch_bytes, guint threads)
{
  g_autofree char *path = g_build_filename (g_getenv ("TG_FIXTURES"), name, NULL);
  const char *paths[] = { path, NULL };
  const TgImportOptions options = { threads, FALSE, batch_bytes };
  Collect *collect = collect_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tg_import_paths (&collect->sink, paths, &options, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (collect->finished && collect->ok);
  return collect;
}

/* What a record's place holds must be the record: one object, or one line. */
static void
check_places (Collect *collect, const CollectFile *file)
{
  for (guint i = 0; i < collect->records->len; i++)
    {
      const TgRecord *record = &((CollectRecord *) g_ptr_array_index (collect->records, i))->record;
      g_assert_cmpuint (record->offset + record->length, <=, file->bytes->len);
      const char *text = (const char *) file->bytes->data + record->offset;
      if (text[0] == '{')
        g_assert_cmpint (text[record->length - 1], ==, '}');
      else if (text[0] == '[')
        g_assert_cmpint (text[record->length - 1], ==, ']');
      else if (text[0] == '"')
        g_assert_true (record->offset == 0 || text[-1] == '\n');
      else
        g_assert_null (memchr (text, '\n', record->length));
    }
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Collect) collect = import (row->path, 0, 0);
  const CollectFile *file = g_ptr_array_index (collect->files, 0);
  g_autofree char *dump = collect_dump (collect);

  g_test_message ("%s", dump);
  g_assert_cmpuint (collect->files->len, ==, 1);
  g_assert_cmpstr (file->format, ==, row->format);
  g_assert_cmpuint (file->stored, ==, row->stored);
  g_assert_cmpuint (file->rejected, ==, row->rejected);
  g_assert_cmpuint (file->size, ==, file->bytes->len);
  g_assert_true (file->complete);
  if (row->kind >= 0)
    {
      const TgRecord *record = &((CollectRecord *) g_ptr_array_index (collect->records, 0))->record;
      g_assert_cmpint (record->kind, ==, row->kind);
      g_assert_cmpuint (record->flags & row->flags, ==, row->flags);
      g_assert_cmpint (record->time, !=, TG_TIME_NONE);
      check_places (collect, file);
    }
  if (row->reject >= 0)
    g_assert_cmpint (g_array_index (file->rejects, TgReject, 0).offset, ==, row->reject);
  if (row->note != NULL)
    g_assert_true (file->note != NULL && g_str_has_prefix (file->note, row->note));
}

static char *
value (Collect *collect, guint record, TgField field)
{
  return tg_span_dup (tg_record_get (&((CollectRecord *) g_ptr_array_index (collect->records, record))->record, field));
}

/* Defined behaviour of JSON's dark corners, and of envelopes. */
static void
test_values (void)
{
  static const struct { const char *path; TgField field; const char *text; } want[] = {
    { "json/big-numbers.json", TG_FIELD_CT_IN_OBJECT, "9007199254740993" },
    { "json/duplicate-keys.json", TG_FIELD_CT_EVENT_NAME, "First" },
    { "json/surrogate.json", TG_FIELD_CT_USER_AGENT, "a\xef\xbf\xbd" "b\xc3\xa9" },
    { "json/bad-utf8.json", TG_FIELD_CT_USER_AGENT, "fix\xef\xbf\xbd\xef\xbf\xbdture" },
    { "cloudtrail/eventbridge.json", TG_FIELD_CT_REGION, "ap-south-1" },
    { "cloudtrail/eventbridge.json", TG_FIELD_CT_RECIPIENT, "111122223333" },
    { "cloudtrail/common-schema.jsonl", TG_FIELD_CT_EVENT_NAME, "PutBucketPolicy" },
    { "cloudtrail/common-schema.jsonl", TG_FIELD_CT_USER_PRINCIPAL, "AIDAFIXTURE000000001" },
    { "cloudtrail/common-schema.jsonl", TG_FIELD_CT_IN_BUCKET, "fixture-bucket" },
    { "cloudtrail/lower-case.jsonl", TG_FIELD_CT_USER_PRINCIPAL, "AIDAFIXTURE000000001" },
    { "cloudtrail/flat.json", TG_FIELD_CT_USER_KEY, "AKIAFIXTURE00000001" },
    { "cloudtrail/flat-fields.json", TG_FIELD_CT_USER_ARN, "arn:aws:iam::111122223333:user/told" },
    { "cloudtrail/subscription.json", TG_FIELD_CT_EVENT_NAME, "ListBuckets" },
    { "csv/semicolons.csv", TG_FIELD_CT_REGION, "us-east-1" },
    { "csv/tabs.tsv", TG_FIELD_CT_SOURCE_IP, "192.0.2.98" },
    { "vpcflow/rows-other-names.jsonl", TG_FIELD_FL_ACCOUNT, "011122223333" },
    { "csv/event-history.csv", TG_FIELD_CT_USER_KEY, "AKIAFIXTURE00000001" },
    { "csv/event-history.csv", TG_FIELD_CT_USER_TYPE, "IAMUser" },
    { "csv/event-history.csv", TG_FIELD_CT_RESOURCE_ARN, "arn:aws:s3:::fixture-bucket" },
    { "csv/athena.csv", TG_FIELD_CT_USER_PRINCIPAL, "AROAFIXTURE000000001:a,b=c" },
    { "csv/athena.csv", TG_FIELD_CT_ISSUER_NAME, "Deploy" },
    { "csv/athena.csv", TG_FIELD_CT_IN_OBJECT, "a,b" },
    { "csv/athena.csv", TG_FIELD_CT_RESOURCE_ARN, "arn:aws:s3:::fixture-bucket" },
    { "csv/athena.csv", TG_FIELD_CT_USER_AGENT, "agent \"quoted\",\nsecond line" },
    { "csv/lake.csv", TG_FIELD_CT_IN_USER_NAME, "eve" },
    { "csv/lake.json", TG_FIELD_CT_IN_USER_NAME, "eve" },
    { "csv/flows.csv", TG_FIELD_FL_INTERFACE, "eni-0aa" },
    { "vpcflow/transit-gateway.log", TG_FIELD_FL_TGW_TARGET_VPC, "vpc-2" },
    { "vpcflow/transit-gateway.log", TG_FIELD_FL_DIRECTION, "egress" },
    { "vpcflow/v8.log", TG_FIELD_FL_REJECT_REASON, "BPA" },
    { "vpcflow/v8.log", TG_FIELD_FL_ACCOUNT, "111122223333" },
    { "access/s3.log", TG_FIELD_AC_AGENT, "agent\"s \"own" },
    { "access/s3.log", TG_FIELD_AC_OPERATION, "REST.PUT.BUCKETPOLICY" },
    { "access/s3.log", TG_FIELD_AC_HOST, "fixture-bucket.s3.eu-west-1.amazonaws.com" },
    { "access/alb.log", TG_FIELD_AC_HOST, "www.example.com" },
    { "access/alb.log", TG_FIELD_AC_BYTES_OUT, "366" },
    { "access/nlb.log", TG_FIELD_AC_HOST, "www.example.com" },
    { "access/clb.log", TG_FIELD_AC_AGENT, "curl/8" },
    { "access/waf.jsonl", TG_FIELD_AC_AGENT, "sqlmap" },
    { "ocsf/api.jsonl", TG_FIELD_CT_USER_PRINCIPAL, "AROAFIXTURE000000001:mallory" },
    { "ocsf/api.jsonl", TG_FIELD_CT_USER_ARN, "arn:aws:sts::111122223333:assumed-role/Deploy/mallory" },
    { "ocsf/api.jsonl", TG_FIELD_CT_IN_BUCKET, "fixture-bucket" },
    { "ocsf/api.jsonl", TG_FIELD_CT_ERROR_CODE, "AccessDenied" },
    { "ocsf/flow.jsonl", TG_FIELD_FL_ACTION, "REJECT" },
    { "ocsf/flow.jsonl", TG_FIELD_FL_DIRECTION, "ingress" },
    { "ocsf/flow.jsonl", TG_FIELD_FL_INTERFACE, "eni-0123456789abcdef0" },
    { "ocsf/dns.jsonl", TG_FIELD_DN_NAME, "C2.Example." },
    { "ocsf/eks.jsonl", TG_FIELD_KA_ARN, "arn:aws:sts::111122223333:assumed-role/Deploy/mallory" },
    { "ocsf/eks.jsonl", TG_FIELD_KA_IMAGE, "nginx" },
    { "ocsf/eks.jsonl", TG_FIELD_KA_MADE_UID, "u-1" },
    { "ocsf/findings.json", TG_FIELD_OC_EVIDENCE_KEY, "AKIAFIXTURE00000001" },
    { "guardduty/get-findings.json", TG_FIELD_GD_ACCOUNT, "111122223333" },
    { "context/instances.json", TG_FIELD_CX_NETWORK_INTERFACE, "eni-0aa" },
    { "context/instances.json", TG_FIELD_CX_STATE, "running" },
    { "context/interfaces.json", TG_FIELD_CX_ATTACHED_INSTANCE, "i-0abc1234" },
    { "context/config.json", TG_FIELD_CX_PUBLIC_ADDRESS, "198.51.100.5" },
    { "context/config.json", TG_FIELD_CX_TAG_VALUE, "web-1" },
    { "vpcflow/headers.log", TG_FIELD_FL_SOURCE, "10.0.0.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      g_autoptr (Collect) collect = import (want[i].path, 0, 0);
      g_autofree char *text = value (collect, 0, want[i].field);
      g_assert_cmpstr (text, ==, want[i].text);
    }
}

/* The account of a reservation is that of its instances; a trust policy may be percent-encoded. */
static void
test_context (void)
{
  g_autoptr (Collect) instances = import ("context/instances.json", 0, 0), identities = import ("context/authorization.json", 0, 0);
  const TgRecord *plain = &((CollectRecord *) g_ptr_array_index (identities->records, 2))->record;
  const TgRecord *coded = &((CollectRecord *) g_ptr_array_index (identities->records, 3))->record;
  g_autofree char *account = value (instances, 1, TG_FIELD_CX_ACCOUNT);

  g_assert_cmpstr (account, ==, "111122223333");
  g_assert_cmpint (((CollectRecord *) g_ptr_array_index (instances->records, 0))->record.kind, ==, TG_RECORD_CONTEXT);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *a = tg_span_dup (tg_record_get_nth (plain, TG_FIELD_CX_TRUSTED, i, NULL));
      g_autofree char *b = tg_span_dup (tg_record_get_nth (coded, TG_FIELD_CX_TRUSTED, i, NULL));
      g_assert_nonnull (a);
      g_assert_cmpstr (a, ==, b);
    }
}

/* What the console's event history and Athena's replies say in their own way. */
static void
test_results (void)
{
  g_autoptr (Collect) console = import ("csv/console.csv", 0, 0), athena = import ("csv/athena-results.json", 0, 0);
  const struct { Collect *collect; guint record; TgField field; const char *text; } want[] = {
    { console, 0, TG_FIELD_CT_RESOURCE_ARN, "arn:aws:s3:::ledger" }, { console, 2, TG_FIELD_CT_RESOURCE_NAME, "nightly" },
    { console, 2, TG_FIELD_CT_RESOURCE_TYPE, "AWS::IAM::User" },
    { console, 2, TG_FIELD_CT_USER_NAME, "ci \"nightly\"" }, { athena, 1, TG_FIELD_CT_USER_PRINCIPAL, "AROAFIXTURE000000001:dana, ops" },
    { athena, 1, TG_FIELD_CT_IN_BUCKET, "ledger, \"archive\"" }, { athena, 1, TG_FIELD_CT_ERROR_CODE, "AccessDenied" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      g_autofree char *text = value (want[i].collect, want[i].record, want[i].field);
      g_assert_cmpstr (text, ==, want[i].text);
    }
  g_assert_cmpint (((CollectRecord *) g_ptr_array_index (console->records, 1))->record.time, ==, 1709373602 * TG_SECOND);
}

/* The same event in every shape has the same identity and content. */
static void
test_identity (void)
{
  static const char * const shapes[] = { "records-pretty.json", "array.json", "lines.jsonl", "lookup.json", "cloudwatch.json", "raw.json", "wrapped.json",
                                         "log-member.jsonl", "concatenated.json", "search-hits.json", "attributes.jsonl", "original.jsonl" };
  g_autoptr (Collect) first = import ("cloudtrail/records.json", 0, 0);

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      g_autofree char *name = g_build_filename ("cloudtrail", shapes[s], NULL);
      g_autoptr (Collect) other = import (name, 0, 0);
      for (guint i = 0; i < 3; i++)
        {
          const TgRecord *a = &((CollectRecord *) g_ptr_array_index (first->records, i))->record;
          const TgRecord *b = &((CollectRecord *) g_ptr_array_index (other->records, i))->record;
          g_assert_cmpuint (a->id_hash, ==, b->id_hash);
          g_assert_cmpuint (a->content_hash, ==, b->content_hash);
        }
    }
}

static void
test_twice_and_alike (void)
{
  g_autoptr (Collect) one = import ("", 1024, 1);
  g_autofree char *want = collect_dump (one);
  g_autofree char *path = g_strdup (g_getenv ("TG_FIXTURES"));
  const char *paths[] = { path, NULL };
  const guint before = one->records->len, files = one->files->len;

  g_assert_true (tg_import_paths (&one->sink, paths, NULL, NULL, NULL));
  g_assert_cmpuint (one->records->len, ==, before);
  g_assert_cmpuint (one->files->len, ==, files);
  for (guint threads = 1; threads <= 4; threads++)
    for (guint64 batch = 1024; batch <= 8 << 20; batch *= 32)
      {
        g_autoptr (Collect) other = import ("", batch, threads);
        g_autofree char *got = collect_dump (other);
        g_assert_cmpstr (got, ==, want);
      }
}

/* A flow is the same as a line, as a row of a table and in an export: they count once. */
static void
test_same_flow (void)
{
  static const char * const shapes[] = { "csv/flows.csv", "csv/cloudwatch-flows.csv", "vpcflow/export.log", "vpcflow/rows.jsonl",
                                         "vpcflow/firehose.json" };
  g_autoptr (Collect) line = import ("vpcflow/default.log", 0, 0);
  const TgRecord *want = &((CollectRecord *) g_ptr_array_index (line->records, 0))->record;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (Collect) other = import (shapes[i], 0, 0);
      const TgRecord *got = &((CollectRecord *) g_ptr_array_index (other->records, 0))->record;
      g_assert_cmpuint (got->id_hash, ==, want->id_hash);
      g_assert_cmpint (got->time, ==, want->time);
    }
}

/* Quotes that are never closed, row after row, cost no more than reading on. */
static void
test_hostile_table (void)
{
  g_autoptr (GString) text = g_string_new ("eventname,eventtime,eventsource,awsregion\n");
  g_autoptr (Collect) collect = collect_new ();

  for (guint i = 0; i < 40000; i++)
    g_string_append (text, "\"a,b,c,d\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
  const CollectFile *file = collect_text (collect, text->str, text->len);
  g_assert_cmpuint (file->found, ==, file->stored + file->duplicates + file->rejected);
  g_assert_true (file->complete);
}

/* Version 1.0.0-rc.2 has the ids of users in other places, and parameters under whole paths. */
static void
test_old_ocsf (void)
{
  g_autoptr (Collect) collect = import ("ocsf/api.jsonl", 0, 0);
  g_autofree char *arn = value (collect, 1, TG_FIELD_CT_USER_ARN), *id = value (collect, 1, TG_FIELD_CT_USER_PRINCIPAL);
  g_autofree char *bucket = value (collect, 1, TG_FIELD_CT_IN_BUCKET), *account = value (collect, 1, TG_FIELD_CT_RECIPIENT);

  g_assert_cmpstr (arn, ==, "arn:aws:iam::111122223333:user/dana");
  g_assert_cmpstr (id, ==, "AIDAFIXTURE000000001");
  g_assert_cmpstr (bucket, ==, "fixture-bucket");
  g_assert_cmpstr (account, ==, "111122223333");
}

/* The envelope says which cluster; what stands behind it does not belong to it. However the file is cut. */
static void
test_cluster (void)
{
  for (guint64 batch = 1024; batch <= 1 << 20; batch *= 32)
    {
      g_autoptr (Collect) collect = import ("k8s/cloudwatch.json", batch, 1);
      static const char * const want[] = { "prod", "prod", "prod", "prod", "prod", "prod", "dev", NULL };
      for (guint i = 0; i < G_N_ELEMENTS (want); i++)
        {
          g_autofree char *cluster = value (collect, i, TG_FIELD_KA_CLUSTER), *account = value (collect, i, TG_FIELD_KA_ACCOUNT);
          g_assert_cmpstr (cluster, ==, want[i]);
          g_assert_cmpstr (account, ==, i < 6 ? "111122223333" : i == 6 ? "444455556666" : NULL);
        }
      g_autofree char *pod = value (collect, 0, TG_FIELD_KA_MADE_UID);
      g_assert_cmpstr (pod, ==, "5b9488ae-0000-4000-8000-b0d82edb3e22");
    }
}

/* An event that lacks its time is kept, marked. */
static void
test_timeless (void)
{
  g_autoptr (Collect) collect = import ("cloudtrail/lower-case.jsonl", 0, 0);
  const TgRecord *record = &((CollectRecord *) g_ptr_array_index (collect->records, 1))->record;

  g_assert_cmpint (record->time, ==, TG_TIME_NONE);
  g_assert_true (record->flags & TG_RECORD_NO_TIME);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("/ingest/formats/%s", rows[i].path);
      g_test_add_data_func (name, &rows[i], test_row);
    }
  g_test_add_func ("/ingest/formats/values", test_values);
  g_test_add_func ("/ingest/formats/results", test_results);
  g_test_add_func ("/ingest/formats/context", test_context);
  g_test_add_func ("/ingest/formats/identity", test_identity);
  g_test_add_func ("/ingest/formats/same-flow", test_same_flow);
  g_test_add_func ("/ingest/formats/hostile-table", test_hostile_table);
  g_test_add_func ("/ingest/formats/old-ocsf", test_old_ocsf);
  g_test_add_func ("/ingest/formats/cluster", test_cluster);
  g_test_add_func ("/ingest/formats/timeless", test_timeless);
  g_test_add_func ("/ingest/formats/alike", test_twice_and_alike);
  return g_test_run ();
}
