/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-board.h"

#include <math.h>

static const struct { gint64 id; TgEntityKind kind; const char *label, *sublabel; TgSeverity severity; guint findings, unshown; } nodes[] = {
  { 1, TG_ENTITY_ACCOUNT, "prod-payments", "123456789012", 0, 0, 12 },
  { 2, TG_ENTITY_ROOT, "root", "123456789012", 0, 0, 0 },
  { 3, TG_ENTITY_USER, "ci-deploy", "AIDAEXAMPLE", TG_SEVERITY_HIGH, 3, 8 },
  { 4, TG_ENTITY_USER, "maria.keller", "AIDAEXAMPLE2", 0, 0, 4 },
  { 5, TG_ENTITY_ROLE, "OrganizationAccountAccessRole", "AROAEXAMPLE", TG_SEVERITY_CRITICAL, 5, 1204 },
  { 6, TG_ENTITY_ROLE, "web-instance-role", "AROAEXAMPLE2", TG_SEVERITY_MEDIUM, 1, 0 },
  { 7, TG_ENTITY_SESSION, "ci-deploy@1722587004", "role session", TG_SEVERITY_HIGH, 2, 0 },
  { 8, TG_ENTITY_SESSION, "i-0a1b2c3d4e5f60718", "role session", TG_SEVERITY_MEDIUM, 1, 3 },
  { 9, TG_ENTITY_ACCESS_KEY, "AKIAIOSFODNN7EXAMPLE", "", TG_SEVERITY_HIGH, 1, 0 },
  { 10, TG_ENTITY_ACCESS_KEY, "ASIAIOSFODNN7EXAMPLE", "", 0, 0, 0 },
  { 11, TG_ENTITY_IP, "185.220.101.34", "DE · Tor exit", TG_SEVERITY_HIGH, 4, 27 },
  { 12, TG_ENTITY_IP, "10.0.3.17", "private", 0, 0, 0 },
  { 13, TG_ENTITY_IP, "203.0.113.77", "NL", TG_SEVERITY_LOW, 1, 0 },
  { 14, TG_ENTITY_IP, "198.51.100.9", "US", 0, 0, 0 },
  { 15, TG_ENTITY_INSTANCE, "web-1", "i-0a1b2c3d4e5f60718", TG_SEVERITY_HIGH, 2, 6 },
  { 16, TG_ENTITY_INTERFACE, "eni-0f3a9b", "", 0, 0, 0 },
  { 17, TG_ENTITY_SUBNET, "subnet-private-a", "10.0.3.0/24", 0, 0, 0 },
  { 18, TG_ENTITY_VPC, "vpc-main", "10.0.0.0/16", 0, 0, 0 },
  { 19, TG_ENTITY_BUCKET, "payments-exports", "", TG_SEVERITY_CRITICAL, 2, 31 },
  { 20, TG_ENTITY_BUCKET, "cloudtrail-logs-123456789012", "", TG_SEVERITY_MEDIUM, 1, 0 },
  { 21, TG_ENTITY_RESOURCE, "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef", "KMS key", 0, 0, 0 },
  { 22, TG_ENTITY_RESOURCE, "arn:aws:lambda:eu-central-1:123456789012:function:sync", "Lambda function", 0, 0, 0 },
  { 23, TG_ENTITY_USER_AGENT, "aws-cli/2.15.30 Python/3.11.8", "", 0, 0, 14 },
  { 24, TG_ENTITY_USER_AGENT, "Boto3/1.34 md/Botocore kali", "", TG_SEVERITY_LOW, 1, 0 },
  { 25, TG_ENTITY_FINDING, "Exfiltration:S3/AnomalousBehavior", "GuardDuty", TG_SEVERITY_CRITICAL, 0, 0 },
  { 26, TG_ENTITY_FINDING, "UnauthorizedAccess:IAMUser/TorIPCaller", "GuardDuty", TG_SEVERITY_HIGH, 0, 0 },
  { 27, TG_ENTITY_FINDING, "Stealth:IAMUser/CloudTrailLoggingDisabled", "GuardDuty", TG_SEVERITY_MEDIUM, 0, 0 },
  { 28, TG_ENTITY_FINDING, "Recon:EC2/PortProbeUnprotectedPort", "GuardDuty", TG_SEVERITY_LOW, 0, 0 },
  { 29, TG_ENTITY_CLUSTER, "payments-eks", "", 0, 0, 0 },
  { 30, TG_ENTITY_POD, "checkout-7d9f", "", TG_SEVERITY_MEDIUM, 1, 0 },
  { 31, TG_ENTITY_IMAGE, "checkout:1.8.2", "", 0, 0, 0 },
  { 32, TG_ENTITY_K8S_SUBJECT, "system:serviceaccount:checkout", "", 0, 0, 0 },
  { 33, TG_ENTITY_PLACE, "Frankfurt, DE", "", 0, 0, 0 },
  { 34, TG_ENTITY_AS_ORGANISATION, "F3 Netze e.V.", "AS205100", 0, 0, 0 },
  { 35, TG_ENTITY_FEDERATED, "jonas@corp.example", "Okta", 0, 0, 2 },
  { 36, TG_ENTITY_SERVICE, "ec2.amazonaws.com", "", 0, 0, 0 },
  { 37, TG_ENTITY_SERVICE, "lambda.amazonaws.com", "", 0, 0, 0 },
  { 38, TG_ENTITY_ROLE, "backdoor-admin", "AROAEXAMPLE3", TG_SEVERITY_HIGH, 1, 0 },
  { 39, TG_ENTITY_USER, "support-tmp", "AIDAEXAMPLE3", TG_SEVERITY_HIGH, 1, 0 },
  { 40, TG_ENTITY_ACCOUNT, "210987654321", "unknown account", TG_SEVERITY_MEDIUM, 1, 0 },
  { 41, TG_ENTITY_DOMAIN, "updates.example.net", "", 0, 0, 0 },
};

static const struct { gint64 source, target; TgRelationKind kind; guint64 count, failed, bytes; } edges[] = {
  { 3, 1, TG_RELATION_INSIDE, 1, 0, 0 }, { 2, 1, TG_RELATION_INSIDE, 1, 0, 0 }, { 4, 1, TG_RELATION_INSIDE, 1, 0, 0 },
  { 3, 9, TG_RELATION_SIGNED_WITH, 812, 0, 0 }, { 3, 11, TG_RELATION_CALLED_FROM, 214, 61, 0 }, { 3, 14, TG_RELATION_CALLED_FROM, 9120, 3, 0 },
  { 3, 23, TG_RELATION_USED, 9120, 0, 0 }, { 3, 24, TG_RELATION_USED, 214, 0, 0 }, { 3, 7, TG_RELATION_ASSUMED, 4, 0, 0 },
  { 3, 5, TG_RELATION_ASSUMED, 4, 0, 0 }, { 7, 5, TG_RELATION_SESSION_OF, 1, 0, 0 }, { 7, 10, TG_RELATION_ISSUED, 1, 0, 0 },
  { 7, 19, TG_RELATION_READ, 48213, 0, 0 }, { 7, 19, TG_RELATION_CHANGED_ACCESS, 2, 0, 0 }, { 7, 20, TG_RELATION_DELETED, 12, 12, 0 },
  { 7, 38, TG_RELATION_CREATED, 1, 0, 0 }, { 7, 39, TG_RELATION_CREATED, 1, 0, 0 }, { 7, 11, TG_RELATION_CALLED_FROM, 48400, 20, 0 },
  { 7, 21, TG_RELATION_READ, 310, 0, 0 }, { 40, 38, TG_RELATION_ASSUMED, 3, 3, 0 }, { 15, 6, TG_RELATION_ATTACHED_TO, 1, 0, 0 },
  { 8, 6, TG_RELATION_SESSION_OF, 1, 0, 0 }, { 36, 8, TG_RELATION_INVOKED, 20, 0, 0 }, { 8, 12, TG_RELATION_CALLED_FROM, 900, 0, 0 },
  { 8, 19, TG_RELATION_WROTE, 5100, 0, 0 }, { 12, 16, TG_RELATION_ADDRESS_OF, 1, 0, 0 }, { 16, 15, TG_RELATION_ATTACHED_TO, 1, 0, 0 },
  { 15, 17, TG_RELATION_INSIDE, 1, 0, 0 }, { 17, 18, TG_RELATION_INSIDE, 1, 0, 0 }, { 18, 1, TG_RELATION_INSIDE, 1, 0, 0 },
  { 13, 12, TG_RELATION_FLOW, 5312, 0, 81234567 }, { 12, 13, TG_RELATION_FLOW, 5100, 0, 9123456789 }, { 11, 12, TG_RELATION_FLOW, 40, 40, 2400 },
  { 25, 19, TG_RELATION_INVOLVES, 1, 0, 0 }, { 25, 7, TG_RELATION_INVOLVES, 1, 0, 0 }, { 26, 3, TG_RELATION_INVOLVES, 1, 0, 0 },
  { 26, 11, TG_RELATION_INVOLVES, 1, 0, 0 }, { 27, 20, TG_RELATION_INVOLVES, 1, 0, 0 }, { 27, 7, TG_RELATION_INVOLVES, 1, 0, 0 },
  { 28, 15, TG_RELATION_INVOLVES, 1, 0, 0 }, { 28, 13, TG_RELATION_INVOLVES, 1, 0, 0 }, { 30, 29, TG_RELATION_INSIDE, 1, 0, 0 },
  { 30, 31, TG_RELATION_USED, 1, 0, 0 }, { 32, 30, TG_RELATION_CREATED, 7, 1, 0 }, { 29, 18, TG_RELATION_INSIDE, 1, 0, 0 },
  { 11, 33, TG_RELATION_INSIDE, 1, 0, 0 }, { 11, 34, TG_RELATION_INSIDE, 1, 0, 0 }, { 35, 5, TG_RELATION_ASSUMED, 2, 0, 0 },
  { 37, 22, TG_RELATION_READ, 88, 0, 0 }, { 37, 5, TG_RELATION_INVOKED, 12, 0, 0 }, { 4, 14, TG_RELATION_CALLED_FROM, 310, 2, 0 },
  { 4, 32, TG_RELATION_ASSUMED, 5, 0, 0 }, { 39, 11, TG_RELATION_CALLED_FROM, 6, 6, 0 }, { 12, 41, TG_RELATION_LOOKED_UP, 9, 0, 0 },
  { 41, 13, TG_RELATION_RESOLVED_TO, 9, 0, 0 },
};

TgBoard *
sample_board (gboolean placed)
{
  TgBoard *board = tg_board_new ();

  tg_board_begin (board);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      double ring = 120 + 90 * (i % 4), angle = i * 2.399963;
      TgBoardNode node = { .id = nodes[i].id, .kind = nodes[i].kind, .label = nodes[i].label, .sublabel = nodes[i].sublabel,
                           .severity = nodes[i].severity, .findings = nodes[i].findings, .unshown = nodes[i].unshown, .account = "123456789012",
                           .records = 10 * (i + 1), .placed = placed, .x = ring * 1.5 * cos (angle), .y = ring * sin (angle) };
      tg_board_add_node (board, &node);
    }
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      TgBoardEdge edge = { .id = i + 1, .source = edges[i].source, .target = edges[i].target, .kind = edges[i].kind,
                           .count = edges[i].count, .failed = edges[i].failed, .bytes = edges[i].bytes };
      tg_board_add_edge (board, &edge);
    }
  tg_board_set_group (board, 5, TG_ENTITY_IP, 37);
  tg_board_set_group (board, 1, TG_ENTITY_ROLE, 12);
  tg_board_end (board);
  return board;
}
