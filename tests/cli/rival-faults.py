#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rival-faults.py CLI: faults that users of other tools for AWS logs reported, one check for each of them, from outside. Named are the
tool and the number of its public thread. Gzip bombs are test-bomb's (Suzaku #147), the window's tables as CSV the display suite's
(Suzaku #146). TAP on standard output."""
import json
import gzip
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import xml.dom.minidom

from tap import end, report

cli = sys.argv[1]
ACCOUNT = "111122223333"
MINUTE = 60


def run(*words, **options):
    done = subprocess.run([cli, *(w if isinstance(w, bytes) else str(w) for w in words)], capture_output=True, **options)
    return done.returncode, done.stdout.decode("utf-8", "strict"), done.stderr.decode("utf-8", "strict")


class Case:
    """A case of its own in a folder of its own, asked through the command line."""

    def __init__(self, name):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=name + "-", dir=work))
        self.path = self.folder / "x.tgcase"
        self.status, self.ledger, self.err = None, None, ""

    def write(self, name, what):
        if isinstance(what, (dict, list)):
            what = json.dumps(what)
        path = self.folder / name if isinstance(name, str) else os.path.join(os.fsencode(self.folder), name)
        with open(path, "wb") as out:
            out.write(what if isinstance(what, bytes) else what.encode("utf-8"))
        return path

    def add(self, *paths):
        self.status, out, self.err = run("import", "--json", self.path, *paths)
        self.ledger = json.loads(out) if out else None
        return self.ledger

    def ask(self, command, *words):
        status, out, err = run(command, "--json", self.path, *words)
        if status != 0:
            raise RuntimeError(f"{command} ended with {status}: {err}")
        return json.loads(out)

    def records(self, *words):
        return self.ask("records", *words)["records"]

    def entities(self, pattern, *words):
        return self.ask("search", pattern, *words)["entities"]

    def adds_up(self):
        return all(f["found"] == f["records"] + f["duplicates"] + f["rejected"] for f in self.ledger["files"])


def event(number, **more):
    made = {
        "eventVersion": "1.09",
        "userIdentity": {"type": "IAMUser", "principalId": "AIDARIVALS0000000001", "arn": f"arn:aws:iam::{ACCOUNT}:user/ann", "accountId": ACCOUNT,
                         "accessKeyId": "AKIARIVALS0000000001", "userName": "ann"},
        "eventTime": f"2025-03-03T08:{number // MINUTE:02}:{number % MINUTE:02}Z", "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets",
        "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.10", "userAgent": "aws-cli/2.0", "requestParameters": None, "responseElements": None,
        "requestID": f"R{number}", "eventID": f"00000000-0000-4000-8000-{number:012}", "readOnly": True, "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
    }
    made.update(more)
    return made


def trail(*events):
    return {"Records": list(events)}


FLOW = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"


def flow(number, account=ACCOUNT, size=1000, **more):
    f = {"version": 2, "account-id": account, "interface-id": "eni-0a0b0c0d0e0f0a0b0", "srcaddr": "10.0.0.5", "dstaddr": "198.51.100.7", "srcport": 40000 + number,
         "dstport": 443, "protocol": 6, "packets": 10, "bytes": size, "start": 1740988800 + number, "end": 1740988860 + number, "action": "ACCEPT", "log-status": "OK"}
    f.update(more)
    return " ".join(str(f[name]) for name in FLOW.split())


# --- what other tools lose without a word ---------------------------------------------------------------------------------------------


def json_lines():
    case = Case("lines")
    case.add(case.write("a.jsonl", "".join(json.dumps(event(i)) + "\n" for i in range(5))),
             case.write("b.json", [event(i) for i in range(5, 9)]),
             case.write("c.json", event(9)),
             case.write("d.log", json.dumps(event(10)) + "\r\n\r\n" + json.dumps(event(11))))
    report(case.status == 0 and case.ledger["records"]["cloudtrail"] == 12, "lines, an array and a single event are read whatever the file's name (Suzaku #139, Tailpipe)",
           case.ledger)


def truncated():
    case = Case("truncated")
    whole = json.dumps(trail(*[event(i) for i in range(40)])).encode()
    case.write("whole.json", whole)
    folder = case.folder / "cut"
    folder.mkdir()
    for i, part in enumerate((0.999, 0.7, 0.3, 0.02)):
        (folder / f"{i}.json").write_bytes(whole[:int(len(whole) * part)])
    packed = gzip.compress(whole)
    (folder / "packed.json.gz").write_bytes(packed[:len(packed) // 2])
    (folder / "zeroes.json").write_bytes(bytes(70000))
    (folder / "noise.json.gz").write_bytes(b"\x1f\x8b" + os.urandom(5000))
    case.add(folder)
    told = {pathlib.Path(f["path"]).name: f for f in case.ledger["files"]}
    kept = case.ledger["records"]["cloudtrail"]
    report(case.status == 2 and kept == 39 and case.adds_up() and all(f["rejects"] or f["note"] for f in told.values()),
           "files that end early or are none keep what was whole and say where they broke (Suzaku #119)", json.dumps(case.ledger, indent=1))
    case.add(case.folder / "whole.json")
    report(case.status == 0 and case.ledger["records"]["cloudtrail"] == 1 and case.ledger["duplicates"] == 39, "and the whole file brings what was missing", case.ledger)


def unreadable():
    case = Case("unreadable")
    folder = case.folder / "logs"
    (folder / "closed").mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(trail(event(1))))
    (folder / "b.json").write_text(json.dumps(trail(event(2))))
    (folder / "closed/c.json").write_text(json.dumps(trail(event(3))))
    (folder / "gone.json").symlink_to(folder / "not-there.json")
    os.mkfifo(folder / "pipe.json")
    os.chmod(folder / "b.json", 0)
    os.chmod(folder / "closed", 0)
    case.add(folder)
    told = {pathlib.Path(f["path"]).name: f["note"] or "" for f in case.ledger["files"]} if case.ledger else {}
    # root reads what is closed to others
    closed = os.geteuid() != 0
    report(case.status == (2 if closed else case.status) and case.ledger["records"]["cloudtrail"] == (1 if closed else 3)
           and all(told.get(name) for name in ("gone.json", "pipe.json", *(("b.json", "closed") if closed else ()))),
           "what can't be read is named, the rest is read (Suzaku #149, #161)", (case.status, case.err, told))
    os.chmod(folder / "closed", 0o755)
    case = Case("deep")
    deep = case.folder / "logs"
    deep.mkdir()
    (deep / "a.json").write_text(json.dumps(trail(event(1))))
    for _ in range(201):
        deep = deep / "d"
        deep.mkdir()
    (deep / "b.json").write_text(json.dumps(trail(event(2))))
    case.add(case.folder / "logs")
    report(case.status == 2 and case.ledger["records"]["cloudtrail"] == 1 and [f["format"] for f in case.ledger["files"]] == ["cloudtrail-records", "unread"],
           "and the status says that something was not read", (case.status, case.ledger))


def names():
    case = Case("names")
    first = case.write(b"caf\xe9 \xff\x1b[31m.json", trail(event(1)))
    second = case.write("日本語のログ—ü.json", trail(event(2)))
    case.add(first, second)
    shown = [f["path"] for f in case.ledger["files"]]
    report(case.status == 0 and case.ledger["records"]["cloudtrail"] == 2 and any("日本語のログ—ü.json" in p for p in shown)
           and "\x1b" not in run("evidence", case.path)[1], "file names that are not UTF-8, or not Latin (Suzaku #149)", shown)
    taken = case.ask("evidence")
    report(sorted(f["path"] for f in taken["files"]) == sorted(shown), "and the ledger keeps them", taken)


def wide_names():
    case = Case("wide")
    long = "監査用の非常に長い利用者名" * 40
    case.add(case.write("a.json", trail(event(1, userIdentity={"type": "IAMUser", "principalId": "AIDARIVALS0000000002", "accountId": ACCOUNT, "userName": long,
                                                                 "arn": f"arn:aws:iam::{ACCOUNT}:user/{long}"}, userAgent="ブラウザ" * 300))))
    status, out, err = run("search", case.path, "監査用")
    report(status == 0 and "監査用" in out, "names of wide characters are cut between characters (Suzaku #148)", (status, out, err))
    for form in ("svg", "png", "graphml", "dot"):
        status, _, err = run("graph", case.path, "-o", case.folder / ("g." + form))
        if status != 0:
            break
    report(status == 0, "and drawn, and written", (form, err))


def odd_identities():
    case = Case("identities")
    role = f"arn:aws:iam::{ACCOUNT}:role/deploy"
    odd = [
        event(1, userIdentity=None),
        event(2, userIdentity={"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"}, sourceIPAddress="cloudtrail.amazonaws.com",
              userAgent="cloudtrail.amazonaws.com"),
        event(3, userIdentity={"type": "AssumedRole", "principalId": "AROARIVALS0000000001:s", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/s",
                               "accountId": ACCOUNT, "accessKeyId": "ASIARIVALS0000000001"}),
        event(4, requestParameters="text instead of an object"),
        event(5, requestParameters=["a", {"b": None}]),
        event(6, requestParameters={"tags": {"a": "b"}}),
        event(7, requestParameters={"tags": "scalar"}),
        event(8, requestParameters={"tags": [{"key": "k", "value": 1}, 2, None]}),
        event(9, sourceIPAddress=None, userAgent=None, awsRegion=None),
        event(10, userIdentity={"type": 7, "arn": ["x"], "accountId": 111122223333, "sessionContext": "none"}),
        event(11, requestParameters={"policyDocument": "x" * 300000}),
        event(12, responseElements={"credentials": {"accessKeyId": "ASIARIVALS0000000009", "sessionToken": "secret"}, "assumedRoleUser": None}, eventName="AssumeRole",
              eventSource="sts.amazonaws.com", requestParameters={"roleArn": role}),
    ]
    del odd[2]["sourceIPAddress"]
    case.add(case.write("a.json", trail(*odd)))
    report(case.status == 0 and case.ledger["records"]["cloudtrail"] == len(odd),
           "no identity, none behind a session, text for objects, one field of several types, values of 300,000 characters (Elastic #15628, #10818, Beats #21382)",
           json.dumps(case.ledger))
    status, out, _ = run("records", case.path, "--kind", "cloudtrail", "--original")
    report(status == 0 and {json.dumps(json.loads(x), sort_keys=True) for x in out.splitlines()} == {json.dumps(x, sort_keys=True) for x in odd},
           "and their originals come back whole", out[:500])
    report(not case.entities("cloudtrail.amazonaws.com", "--kind", "ip") and case.entities("192.0.2.10", "--kind", "ip"),
           "a service's name in the place of an address is no address, and the addresses beside it stay (Suzaku #145, #159)",
           case.entities("*", "--kind", "ip"))


def whole_numbers():
    case = Case("numbers")
    big, over = 9007199254740993, 18446744073709551615
    case.add(case.write("a.log", "\n".join([FLOW, flow(1, size=big), flow(2, size=over), flow(3, size="-5"), flow(4, size="1e3")]) + "\n"),
             case.write("b.json", trail(event(1, additionalEventData={"bytesTransferredOut": big}), event(2, requestParameters={"n": over}))))
    sizes = [r["bytes"] for r in case.records("--kind", "vpcflow")]
    report(sizes == [big] and case.ledger["rejected"] == 3 and case.adds_up(), "whole numbers above 2^53 stay whole, a count that none can be is a reject (Suzaku's lossy u64)",
           (sizes, case.ledger))
    originals = run("records", case.path, "--original", "--kind", "cloudtrail")[1]
    report(str(big) in originals and str(over) in originals, "and the originals keep every digit", originals)
    row = {"version": 2.0, "account_id": ACCOUNT, "interface_id": "eni-0a0b0c0d0e0f0a0b0", "srcaddr": "10.0.0.5", "dstaddr": "198.51.100.7", "srcport": 40001.0, "dstport": 443.0,
           "protocol": 6.0, "packets": 10.0, "bytes": 777.0, "start": 1740988800.0, "end": 1740988860.0, "action": "ACCEPT", "log_status": "OK"}
    case = Case("floating")
    case.add(case.write("a.jsonl", json.dumps(row) + "\n"),
             case.write("b.json", trail(event(1, eventName="GetObject", additionalEventData={"bytesTransferredIn": 0.0, "bytesTransferredOut": 4096.0}))))
    got = case.records("--kind", "vpcflow")[0]
    sent = case.ask("profile", f"arn:aws:iam::{ACCOUNT}:user/ann")["scope"]["bytes_out"]
    report([got[k] for k in ("source_port", "target_port", "protocol", "packets", "bytes")] == [40001, 443, 6, 10, 777] and sent == 4096,
           "whole numbers that a program wrote as 443.0 are those numbers", (got, sent))


def accounts():
    case = Case("accounts")
    lines = [FLOW] + [flow(1, account="000123456789"), flow(2, account="unknown"), flow(3, account="12345678901"), flow(4, account="-")]
    case.add(case.write("a.log", "\n".join(lines) + "\n"))
    keys = {e["key"] for e in case.entities("*", "--kind", "account")}
    report(case.ledger["records"]["vpcflow"] == 4 and "000123456789" in keys and "123456789" not in keys and "unknown" not in keys and "-" not in keys,
           "an account's leading zeroes stay, “unknown” is none (VRL #263)", (keys, case.ledger))
    case = Case("many-accounts")
    folder = case.folder / "AWSLogs/o-abcdefghij"
    for i in range(60):
        account = f"{200000000000 + i}"
        (folder / account / "CloudTrail/us-east-1/2025/03/03").mkdir(parents=True)
        (folder / account / "CloudTrail/us-east-1/2025/03/03/x.json").write_text(json.dumps(trail(event(i, recipientAccountId=account, userIdentity={
            "type": "IAMUser", "principalId": f"AIDA{i:016}", "arn": f"arn:aws:iam::{account}:user/u", "accountId": account, "userName": "u"}))))
    case.add(case.folder / "AWSLogs")
    report(case.ledger["records"]["cloudtrail"] == 60 and len(case.entities("2000000000*", "--kind", "account", "--limit", "100")) == 60,
           "every account in one folder of an organisation (Wazuh #30360, #14989)", case.ledger["records"])


def flow_columns():
    case = Case("columns")
    names29 = ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id "
               "tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path")
    row = ("5 111122223333 eni-0a0b0c0d0e0f0a0b0 10.0.0.5 198.51.100.7 40001 443 6 10 777 1740988800 1740988860 ACCEPT OK vpc-0a0b0c0d0e0f0a0b0 "
           "subnet-0a0b0c0d0e0f0a0b0 i-0a0b0c0d0e0f0a0b0 19 IPv4 10.0.0.5 198.51.100.7 us-east-1 use1-az1 - - - AMAZON egress 8")
    turned = list(reversed(list(zip(names29.split(), row.split()))))
    nodata = "5 111122223333 eni-0a0b0c0d0e0f0a0b0 - - - - - - - 1740988800 1740988860 - NODATA" + " -" * 15
    case.add(case.write("29.log", f"{names29}\n{row}\n{nodata}\n"), case.write("turned.log", " ".join(n for n, _ in turned) + "\n" + " ".join(v for _, v in turned).replace("777", "778") + "\n"))
    sizes = sorted(r["bytes"] for r in case.records("--kind", "vpcflow"))
    report(case.ledger["records"]["vpcflow"] == 3 and sizes == [0, 777, 778] and not case.entities("ACCEPT", "--kind", "ip"),
           "lines of 29 fields, in any order, and those without data (Elastic #8532, #6080)", (sizes, case.ledger))
    case = Case("shifted")
    case.add(case.write("a.log", "\n".join([FLOW, flow(1), flow(2) + " extra words", " ".join(flow(3).split()[:-3])]) + "\n"))
    report(case.status == 2 and case.ledger["records"]["vpcflow"] == 1 and case.ledger["rejected"] == 2 and case.adds_up(),
           "a line with more or fewer columns than the head is reported, not guessed", case.ledger)
    wrapped = {"messageType": "DATA_MESSAGE", "owner": ACCOUNT, "logGroup": "flows", "logStream": "eni-0a0b0c0d0e0f0a0b0-all", "subscriptionFilters": ["f"],
               "logEvents": [{"id": str(i), "timestamp": 1740988800000 + i, "message": flow(i)} for i in range(3)]}
    case = Case("firehose")
    case.add(case.write("a", json.dumps(wrapped) + json.dumps(dict(wrapped, logEvents=[{"id": "9", "timestamp": 1740988800000, "message": flow(9)}]))))
    report(case.status == 0 and case.ledger["records"]["vpcflow"] == 4, "flow lines that Firehose wrapped, one after another (SIEM on OpenSearch #344, #435)", case.ledger)


def wrapped_differently():
    finding = {"schemaVersion": "2.0", "accountId": ACCOUNT, "region": "us-east-1", "partition": "aws", "id": "feedfacefeedfacefeedfacefeedface",
               "arn": f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/d1/finding/feedfacefeedfacefeedfacefeedface", "type": "Recon:EC2/Portscan", "severity": 5,
               "createdAt": "2025-03-03T08:00:00Z", "updatedAt": "2025-03-03T08:00:00Z", "title": "A scan", "description": "An instance scans.",
               "service": {"serviceName": "guardduty", "archived": False, "count": 1, "action": {}, "evidence": None, "additionalInfo": {"type": "default", "value": "{\"a\":1}"}},
               "resource": {"resourceType": "Instance", "instanceDetails": {"instanceId": "i-0a0b0c0d0e0f0a0b0", "platform": None, "launchTime": 1.513612691551E9}}}
    asff = {"SchemaVersion": "2018-10-08", "Id": "arn:aws:securityhub:us-east-1:111122223333:subscription/x/finding/1", "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/securityhub",
            "GeneratorId": "g", "AwsAccountId": ACCOUNT, "Types": ["Software and Configuration Checks"], "CreatedAt": "2025-02-25 20:40:06.000000000",
            "UpdatedAt": "2025-02-25 20:40:06.000000000", "Severity": {"Label": "HIGH"}, "Title": "t", "Description": "d", "RecordState": "ARCHIVED",
            "Resources": [{"Type": "AwsEc2Instance", "Id": f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0a0b0c0d0e0f0a0b0", "Tags": {"Name": "web"},
                           "Details": {"AwsEc2Instance": {"IpV4Addresses": ["10.0.0.5"]}}}],
            "Network": {"SourcePort": "22", "SourceIpV4": "192.0.2.77"}}
    case = Case("findings")
    case.add(case.write("get.json", {"Findings": [finding]}), case.write("lower.json", {"findings": [dict(finding, id="0" * 32)]}),
             case.write("bus.json", {"version": "0", "id": "e", "detail-type": "GuardDuty Finding", "source": "aws.guardduty", "detail": dict(finding, id="1" * 32)}),
             case.write("hub.json", {"Findings": [asff]}),
             case.write("hub-bus.json", {"version": "0", "detail-type": "Security Hub Findings - Imported", "source": "aws.securityhub",
                                         "detail": {"findings": [dict(asff, Id="arn:aws:securityhub:us-east-1:111122223333:subscription/x/finding/2")]}}))
    timeless = case.records("--without-time")
    report(case.status == 0 and case.ledger["records"]["guardduty"] == 3 and case.ledger["records"]["securityhub"] == 2 and not timeless,
           "findings as each tool hands them over (Tailpipe reads one of the shapes)", (case.ledger, timeless))
    looked_up = {"Events": [{"EventId": event(1)["eventID"], "EventName": "ListBuckets", "EventTime": 1740988801.0, "CloudTrailEvent": json.dumps(event(1))}], "NextToken": "x"}
    case = Case("lookup")
    case.add(case.write("l.json", looked_up))
    report(case.status == 0 and case.ledger["records"]["cloudtrail"] == 1 and case.entities("arn:aws:iam::111122223333:user/ann"),
           "the answer of lookup-events (Steampipe #1902, Plaso #4036)", case.ledger)


# --- what is asked, and what is answered ----------------------------------------------------------------------------------------------


def bad_bounds():
    case = Case("bounds")
    case.add(case.write("a.json", trail(event(1), event(2))))
    answers = {text: run("records", case.path, "--from", text) for text in ("2025-13-45", "last week", "", "2025-03-03T08:00:00+99:00", "٣", "nan", "9" * 40)}
    report(all(status == 1 and not out and err for status, out, err in answers.values()), "a time that is none is refused, and nothing is filtered by it (Suzaku #150)", answers)
    status, out, err = run("records", case.path, "--from", "2026-01-01", "--to", "2025-01-01")
    report(status == 1 or (status == 0 and err), "and so is an end before the begin", (status, out, err))
    swaps = {text: run("search", case.path, text)[0] for text in ("[", "(*", "*(", "\\", "%", "_", "''\"", "192.0.2.0/33", "192.0.2.0/-1", "1.2.3.4/5/6", "/", "::/129",
                                                                 "10.0.0.0/٣", "*" * 300, "?" * 300, "x" * 5000, "NEAR(", "a AND", '"', "\u202e")}
    report(all(status in (0, 1) for status in swaps.values()), "no text to search for ends the program: brackets, quotes, networks that are none (Suzaku #132, #162)", swaps)
    refused = [run("search", case.path, "x", "--kind", "("), run("search", case.path, "x", "--limit", "many"), run("search", case.path, "x", "--limit", "-1"),
               run("records", case.path, "--kind", "[bad"), run("records", case.path, "--colour"), run("graph", case.path, "--depth", "deep", "-o", case.folder / "x.json")]
    report(all(status == 1 and err for status, out, err in refused), "a filter that can't be meant is refused, not left out (Suzaku #162)", refused)
    report(len(case.entities("192.0.2.0/24", "--kind", "ip")) == 1 and not case.entities("192.0.3.0/24", "--kind", "ip"), "networks find their addresses", case.entities("192.0.2.0/24"))


def flags_do_something():
    """Each option of the records changes the answer."""
    case = Case("flags")
    busy = [event(i) for i in range(6)] + [event(6, errorCode="AccessDenied"), event(7, eventTime="never"), event(8, sourceIPAddress="192.0.2.11")]
    case.add(case.write("a.json", trail(*busy)), case.write("again.json", trail(event(3, userAgent="another"))), case.write("f.log", FLOW + "\n" + flow(1) + "\n"))
    every = case.records()
    subsets = {words: case.records(*words) for words in (("--failed",), ("--without-time",), ("--conflicts",), ("--limit", "2"), ("--kind", "vpcflow"),
               ("--from", "2025-03-03T08:00:05Z"), ("--to", "2025-03-03T08:00:05Z"), ("--entity", "192.0.2.11"), ("--entity", "192.0.2.10", "--other", f"arn:aws:iam::{ACCOUNT}:user/ann"))}
    report(all(0 < len(found) < len(every) for found in subsets.values()) and case.records("--newest") != every,
           "every option of the command changes its answer (Suzaku #110)", {str(k): len(v) for k, v in subsets.items()})


def first_and_last():
    case = Case("seen")
    late = {"type": "IAMUser", "principalId": "AIDARIVALS0000000003", "arn": f"arn:aws:iam::{ACCOUNT}:user/late", "accountId": ACCOUNT, "userName": "late"}
    case.add(case.write("a.json", trail(event(0), event(30, userIdentity=late), event(40, userIdentity=late), event(59))))
    who = case.ask("profile", f"arn:aws:iam::{ACCOUNT}:user/late")["entity"]
    report(who["first"].startswith("2025-03-03T08:00:30") and who["last"].startswith("2025-03-03T08:00:40"),
           "first and last seen are the entity's, not those of the whole (Suzaku #160)", who)


def nothing_at_all():
    case = Case("nothing")
    (case.folder / "empty-folder").mkdir()
    (case.folder / "logs").mkdir()
    case.write("logs/empty.json", b"")
    case.write("logs/space.json", b" \n\n")
    case.write("logs/none.json", {"Records": []})
    case.write("logs/head.log", FLOW + "\n")
    case.write("logs/findings.json", {"findings": []})
    case.add(case.folder / "logs")
    report(case.status in (0, 2) and sum(case.ledger["records"].values()) == 0 and len(case.ledger["files"]) == 5 and case.adds_up(), "files without a record", (case.status, case.ledger))
    status, out, err = run("import", "--json", case.path, case.folder / "empty-folder")
    report(status in (0, 2, 3) and (err or json.loads(out)["files"] == []), "a folder without a file", (status, out, err))
    empty = next(f for f in case.ask("evidence")["files"] if f["format"] == "passed-over")
    report(empty["sha256"] is None and empty["note"] == "empty file", "what has no bytes has no SHA-256", empty)
    answers = {command: run(*command) for command in (("summary", "--json", case.path), ("search", "--json", case.path, "*"), ("records", "--json", case.path),
                                                      ("verify", case.path), ("evidence", "--json", case.path), ("summary", case.path))}
    report(all(status == 0 for status, _, _ in answers.values()) and not any(re.search(r"\b(nan|inf|18446744073709551615)\b", out.lower()) for _, out, _ in answers.values()),
           "no number is made of nothing (Suzaku #163)", answers)
    for form in ("json", "graphml", "gexf", "dot", "svg", "png", "pdf"):
        path = case.folder / ("g." + form)
        status, out, err = run("graph", case.path, "-o", path)
        if status != 0 or not path.exists() or path.stat().st_size == 0:
            break
    report(status == 0 and path.stat().st_size > 0, "an empty graph is written as one (Suzaku #114)", (form, status, err))


def output_that_fails():
    case = Case("output")
    case.add(case.write("a.json", trail(event(1))))
    (case.folder / "folder.json").mkdir()
    answers = [run("graph", case.path, "-o", place) for place in (case.folder / "no/such/folder/g.json", case.folder / "folder.json", "/dev/full/g.json", "/proc/self/g.svg")]
    report(all(status == 3 and err and "Traceback" not in err for status, _, err in answers), "what can't be written is said (Suzaku #149)", answers)
    with open("/dev/full", "w") as full:
        status = subprocess.run([cli, "records", "--json", str(case.path)], stdout=full, stderr=subprocess.PIPE).returncode
    report(status == 3, "a full device behind the output is an error, not a success", status)


def formulas():
    case = Case("formulas")
    names = ["=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\tTAB", "\rCR"]
    case.add(case.write("a.json", trail(*[event(i, userAgent=name, userIdentity={"type": "IAMUser", "principalId": f"AIDAFORMULA{i:09}", "accountId": ACCOUNT,
                                          "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}", "userName": name}) for i, name in enumerate(names)])))
    graph = case.folder / "g.graphml"
    run("graph", case.path, "-o", graph)
    xml.dom.minidom.parse(str(graph))
    found = [e["name"] for e in case.entities("AIDAFORMULA*")]
    report(case.status == 0 and len(found) == len(names), "names that a spreadsheet would run are names (Suzaku #146)", found)


def memory_is_bounded():
    """A single line without an end, a document nested without end, and a million keys."""
    case = Case("bounded")
    case.write("line.log", FLOW + "\n" + "x" * (80 << 20))
    case.write("deep.json", b'{"a":' * 3000000)
    case.write("wide.json", b'{"Records":[{' + b",".join(b'"k%d":%d' % (i, i) for i in range(1000000)) + b"}]}")
    case.write("good.json", trail(event(1)))

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    status, out, err = run("import", "--json", case.path, *(case.folder / n for n in ("line.log", "deep.json", "wide.json", "good.json")), preexec_fn=limit)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = json.loads(out) if out else {}
    report(status == 2 and told["records"]["cloudtrail"] >= 1, "a line, a depth and a breadth without end are rejects, the file beside them is read", (status, out[:2000], err))
    report("ASAN_OPTIONS" in os.environ or used < 700 * 1024, "within the memory that an import may take (Tailpipe #306)", f"{used // 1024} MB")


with tempfile.TemporaryDirectory(prefix="rival-faults-") as work:
    os.environ["HOME"] = work
    for check in (json_lines, truncated, unreadable, names, wide_names, odd_identities, whole_numbers, accounts, flow_columns, wrapped_differently, bad_bounds,
                  flags_do_something, first_and_last, nothing_at_all, output_that_fails, formulas, memory_is_bounded):
        try:
            check()
        except (RuntimeError, OSError, ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
            report(False, check.__name__, repr(error))
sys.exit(end())
