#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line from outside: exit codes, shapes of JSON, originals, hostile names. Usage: test-cli.sh PROGRAM
cli=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0

# check NAME EXPECTED-STATUS COMMAND…: output in $work/out, messages in $work/err
check ()
{
  name=$1 want=$2
  shift 2
  "$@" > "$work/out" 2> "$work/err"
  got=$?
  n=$((n + 1))
  if [ "$got" = "$want" ]; then echo "ok $n $name"; else echo "not ok $n $name (status $got, wanted $want)"; sed 's/^/# /' "$work/err" "$work/out" | head -n 20; fi
}

# holds NAME PYTHON-EXPRESSION: over d, the JSON in $work/out
holds ()
{
  n=$((n + 1))
  if python3 - "$work/out" "$2" "$work" > "$work/why" 2>&1 <<'PY'
import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
work = sys.argv[3]
value = eval(sys.argv[2])
sys.exit(0 if value else "false: " + repr(value))
PY
  then echo "ok $n $1"; else echo "not ok $n $1"; sed 's/^/# /' "$work/why"; head -c 600 "$work/out" | sed 's/^/# /'; fi
}

ledger="all(f['found'] == f['records'] + f['duplicates'] + f['rejected'] for f in d['files'])"
case=$work/a.tgcase
logs=$work/logs/AWSLogs

check "version" 0 "$cli" --version
check "help" 0 "$cli" help
check "help of a command" 0 "$cli" import --help
check "no command" 1 "$cli"
check "unknown command" 1 "$cli" dance
check "missing argument" 1 "$cli" import "$case"
check "unknown option" 1 "$cli" search --colour "$case" x
check "bad kind" 1 "$cli" search "$case" x --kind nothing
check "no case" 3 "$cli" summary "$work/none.tgcase"
printf 'this is no case file, and long enough to be looked at as one\n' > "$work/foreign.tgcase"
check "foreign file" 3 "$cli" summary "$work/foreign.tgcase"
check "missing input" 3 "$cli" import "$case" "$work/not-there"

check "simulate" 0 "$cli" simulate "$work/logs" --days 2 --events 1500 --seed 3
check "import" 0 "$cli" --json import "$case" "$logs"
cp "$work/out" "$work/import.json"
holds "the ledger adds up" "$ledger"
holds "all four kinds" "all(d['records'][k] > 0 for k in ('cloudtrail', 'vpcflow', 'guardduty', 'securityhub'))"
holds "all records are stored" "sum(d['records'].values()) == 1500 and d['rejected'] == 0 and d['duplicates'] == 0"
holds "the answer key agrees" "{k: d['records'][k] for k in ('cloudtrail', 'vpcflow', 'guardduty', 'securityhub')} == json.load(open(work + '/logs/answer-key.json'))['records']"
check "import again" 0 "$cli" import "$case" "$logs" --json
holds "adds nothing" "sum(d['records'].values()) == 0 and $ledger"
check "evidence" 0 "$cli" evidence "$case" --json
holds "evidence has hashes" "len(d['files']) == len(json.load(open(work + '/import.json'))['files']) and all(len(f['sha256']) == 64 for f in d['files']) and sum(d['records'].values()) == 1500"
check "verify" 0 "$cli" verify "$case"

check "summary" 0 "$cli" summary "$case" --json
holds "summary counts" "sum(d['records'].values()) == 1500 and d['entities']['bucket'] > 3 and d['findings']['high'] > 0"
check "search by wildcard" 0 "$cli" --json search "$case" "198.51.100.7?" --kind ip
holds "finds the intruder" "any(e['key'] == '198.51.100.77' for e in d['entities'])"
check "profile" 0 "$cli" profile "$case" arn:aws:iam::444455556666:user/ci-legacy-deploy --json
holds "profile" "d['entity']['kind'] == 'user' and 'ip' in d['neighbours'] and len(d['activity']['buckets']) > 0 and len(d['facets']['api']) > 0 and len(d['findings']) > 0"
check "profile of nobody" 3 "$cli" profile "$case" no-such-entity-at-all

check "records" 0 "$cli" records "$case" --entity 198.51.100.77 --kind cloudtrail --failed --json --limit 5
holds "records are what was asked for" "0 < len(d['records']) <= 5 and all(r['kind'] == 'cloudtrail' and r['failed'] and r['address'] == '198.51.100.77' for r in d['records'])"
check "records in time" 0 "$cli" records "$case" --from 2025-03-04 --json --newest
holds "newest first" "[r['time'] for r in d['records']] == sorted((r['time'] for r in d['records']), reverse=True) and all(r['time'] >= '2025-03-04' for r in d['records'])"
check "bad time" 1 "$cli" records "$case" --from yesterday

# every original line of the flow logs and findings, and nothing else
check "originals of flows" 0 "$cli" records "$case" --kind vpcflow --original
sort "$work/out" > "$work/got"
find "$logs" -name '*.log.gz' -exec gzip -dc {} + | grep -v '^version ' | sort > "$work/want"
check "flows come back byte for byte" 0 cmp "$work/got" "$work/want"
check "originals of events" 0 "$cli" records "$case" --kind cloudtrail --original
sort "$work/out" > "$work/got"
find "$logs" -path '*CloudTrail*' -name '*.json.gz' | while read -r file; do
  gzip -dc "$file" | sed 's/^{"Records":\[//; s/\]}$//; s/},{"eventVersion"/}\
{"eventVersion"/g'
  echo
done | sort > "$work/want"
check "events come back byte for byte" 0 cmp "$work/got" "$work/want"

check "graph as json" 0 "$cli" graph "$case" -o "$work/g.json"
cp "$work/g.json" "$work/out"
holds "graph" "len(d['nodes']) > 50 and len(d['edges']) > 100 and {e['source'] for e in d['edges']} | {e['target'] for e in d['edges']} <= {x['id'] for x in d['nodes']} and set(d['edges'][0]) == {'source', 'target', 'kind', 'first', 'last', 'count', 'failed', 'bytes_in', 'bytes_out'} and set(d['nodes'][0]) == {'id', 'kind', 'key', 'name', 'account', 'first', 'last'}"
check "part of the graph, laid out" 0 "$cli" graph "$case" --entity 198.51.100.77 --layout radial -o "$work/p.json"
check "layered" 0 "$cli" graph "$case" --entity 198.51.100.77 --layout layered -o "$work/l.svg"
check "along time" 0 "$cli" graph "$case" --entity 198.51.100.77 --layout timeline -o "$work/t.png"
cp "$work/p.json" "$work/out"
holds "part of the graph" "1 < len(d['nodes']) < len(json.load(open(work + '/g.json'))['nodes']) and all('x' in x and 'y' in x for x in d['nodes'])"
for format in graphml gexf; do
  check "graph as $format" 0 "$cli" graph "$case" -o "$work/g.$format"
  check "$format is XML" 0 python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/g.$format"
done
check "graph as dot" 0 "$cli" graph "$case" -o "$work/g.dot"
check "graph as svg" 0 "$cli" graph "$case" --entity 198.51.100.77 -o "$work/g.svg"
check "graph in no format" 1 "$cli" graph "$case" -o "$work/g.xyz"

# a name that would clear the screen and turn the text around
printf '{"Records":[{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAHOSTILE0000000001","arn":"arn:aws:iam::111122223333:user/ev\\u001b[2Jil\\u202e","accountId":"111122223333","userName":"ev\\u001b[2Jil\\u202e"},"eventTime":"2025-03-03T08:00:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.99","userAgent":"x\\u0007y","eventID":"00000000-0000-4000-8000-000000000001","eventType":"AwsApiCall","recipientAccountId":"111122223333"}' > "$work/hostile.json"
cp "$work/hostile.json" "$work/broken.json"
printf ']}' >> "$work/hostile.json"
check "hostile names" 0 "$cli" import "$work/h.tgcase" "$work/hostile.json"
check "search hostile" 0 "$cli" search "$work/h.tgcase" AIDAHOSTILE0000000001
cp "$work/out" "$work/seen"
check "no escape reaches the terminal" 1 grep -q "$(printf '\033')" "$work/seen"
check "it is shown as text" 0 grep -q '\\x1B' "$work/seen"
check "search hostile as JSON" 0 "$cli" search --json "$work/h.tgcase" AIDAHOSTILE0000000001
cp "$work/out" "$work/seen"
check "JSON escapes it too" 0 grep -qi 'u001b' "$work/seen"

# one event told in other words by other tools is one record; so is a call in several stages; a finding that is handed over is one finding
mkdir "$work/told" "$work/later"
cat > "$work/told/2-own.json" <<'JSON'
{"Records":[{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDATOLD000000000001","arn":"arn:aws:iam::111122223333:user/told","accountId":"111122223333","userName":"told"},"eventTime":"2025-03-03T08:00:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.98","userAgent":"x","eventID":"00000000-0000-4000-8000-0000000000d1","eventType":"AwsApiCall","recipientAccountId":"111122223333"}]}
JSON
cat > "$work/told/1-history.csv" <<'CSV'
Event name,Event time,User name,Event source,Resource type,Resource name,AWS access key,AWS region,Error code,Read-only,Source IP address,Event ID,Request ID,Recipient Account Id
ListBuckets,2025-03-03T08:00:00Z,told,s3.amazonaws.com,,,,us-east-1,,true,192.0.2.98,00000000-0000-4000-8000-0000000000d1,r1,111122223333
CSV
cat > "$work/told/0-ocsf.json" <<'JSON'
{"class_uid":6003,"class_name":"API Activity","metadata":{"uid":"00000000-0000-4000-8000-0000000000d1","version":"1.1.0","product":{"name":"CloudTrail","vendor_name":"AWS"}},"time":1740988800000,"cloud":{"provider":"AWS","region":"us-east-1"},"api":{"operation":"ListBuckets","service":{"name":"s3.amazonaws.com"}},"actor":{"user":{"type":"IAMUser","uid":"arn:aws:iam::111122223333:user/told","name":"told"}},"src_endpoint":{"ip":"192.0.2.98"},"status":"Success"}
JSON
check "told three times" 0 "$cli" --json import "$work/t.tgcase" "$work/told"
holds "one event" "d['records']['cloudtrail'] == 1 and d['duplicates'] == 2 and [f['records'] for f in sorted(d['files'], key=lambda f: f['path'])] == [0, 0, 1]"
cp "$work/told/1-history.csv" "$work/later/h.csv"
check "told before" 0 "$cli" --json import "$work/t2.tgcase" "$work/later/h.csv"
check "and itself later" 0 "$cli" --json import "$work/t2.tgcase" "$work/told/2-own.json"
holds "takes its place" "d['records']['cloudtrail'] == 0 and d['duplicates'] == 1 and sorted(f['records'] for f in d['files']) == [0, 1]"
check "told once" 0 "$cli" --json records "$work/t2.tgcase"
holds "as itself" "len(d['records']) == 1 and not d['records'][0]['conflict'] and d['records'][0]['agent'] == 'x'"
sed 's/"userAgent":"x"/"userAgent":"y"/' "$work/told/2-own.json" > "$work/other.json"
check "another content of it" 0 "$cli" --json import "$work/t2.tgcase" "$work/other.json"
holds "kept" "d['records']['cloudtrail'] == 1 and d['duplicates'] == 0"
check "it is flagged" 0 "$cli" --json summary "$work/t2.tgcase"
holds "as a conflict" "d['conflicts'] == 1"
check "conflicts" 0 "$cli" --json records "$work/t2.tgcase" --conflicts
holds "and found" "len(d['records']) == 1 and d['records'][0]['conflict']"
sed -e 's/2025-03-03T08:00:00Z/0000-00-00T99:00:00Z/' -e 's/0000000000d1/0000000000d2/' "$work/told/2-own.json" > "$work/timeless.json"
check "an impossible time" 0 "$cli" --json import "$work/t2.tgcase" "$work/timeless.json"
holds "it is kept" "d['records']['cloudtrail'] == 1"
check "without a time" 0 "$cli" --json records "$work/t2.tgcase" --without-time
holds "it is found" "len(d['records']) == 1 and d['records'][0]['time'] is None"

for stage in RequestReceived ResponseStarted ResponseComplete; do
  printf '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"%s","verb":"watch","requestURI":"/api/v1/pods","user":{"username":"eve"},"sourceIPs":["192.0.2.97"],"objectRef":{"resource":"pods"},"requestReceivedTimestamp":"2025-03-03T08:00:00.000000Z","stageTimestamp":"2025-03-03T08:00:01.000000Z"}\n' $stage
done > "$work/stages.jsonl"
check "stages" 0 "$cli" --json import "$work/k.tgcase" "$work/stages.jsonl"
holds "one call" "d['records']['k8s-audit'] == 1 and d['duplicates'] == 2"

cat > "$work/finding.json" <<'JSON'
{"schemaVersion":"2.0","accountId":"111122223333","region":"us-east-1","partition":"aws","id":"feedfacefeedfacefeedfacefeedface","arn":"arn:aws:guardduty:us-east-1:111122223333:detector/d1/finding/feedfacefeedfacefeedfacefeedface","type":"Recon:EC2/Portscan","severity":5,"createdAt":"2025-03-03T08:00:00Z","updatedAt":"2025-03-03T08:00:00Z","title":"A scan","description":"An instance scans.","service":{"serviceName":"guardduty","archived":false,"count":1},"resource":{"resourceType":"Instance"}}
JSON
cat > "$work/forwarded.json" <<'JSON'
{"Findings":[{"SchemaVersion":"2018-10-08","Id":"arn:aws:guardduty:us-east-1:111122223333:detector/d1/finding/feedfacefeedfacefeedfacefeedface","ProductArn":"arn:aws:securityhub:us-east-1::product/aws/guardduty","ProductName":"GuardDuty","GeneratorId":"arn:aws:guardduty:us-east-1:111122223333:detector/d1","AwsAccountId":"111122223333","Region":"us-east-1","Types":["TTPs/Discovery/Recon:EC2-Portscan"],"CreatedAt":"2025-03-03T08:00:00Z","UpdatedAt":"2025-03-03T09:00:00Z","Severity":{"Product":5,"Label":"HIGH","Normalized":70},"Title":"A scan","Description":"An instance scans.","Resources":[{"Type":"AwsEc2Instance","Id":"arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0"}],"RecordState":"ACTIVE"}]}
JSON
check "a finding handed over" 0 "$cli" --json import "$work/f.tgcase" "$work/forwarded.json" "$work/finding.json"
check "findings" 0 "$cli" --json search "$work/f.tgcase" feedface --kind finding
holds "one finding" "len(d['entities']) == 1 and d['entities'][0]['key'] == 'feedfacefeedfacefeedfacefeedface'"
check "its history" 0 "$cli" --json records "$work/f.tgcase" --entity feedfacefeedfacefeedfacefeedface
holds "both records, in GuardDuty's words" "[r['action'] for r in d['records']] == 2 * ['Recon:EC2/Portscan']"

# a broken array: what stands before the break is kept, and the status says so
check "broken input" 2 "$cli" --json import "$work/b.tgcase" "$work/broken.json"
holds "one record, one reject with place and reason" "d['records']['cloudtrail'] == 1 and d['rejected'] >= 1 and $ledger and d['files'][0]['rejects'][0]['offset'] > 0 and d['files'][0]['rejects'][0]['reason']"

# many files: a line a format, those that have something to say by name, and the whole ledger on demand
mkdir "$work/many" && python3 - "$work/many" <<'PY'
import json, sys
for i in range(1100):
    event = {"eventTime": "2025-03-03T08:00:00Z", "eventName": "E", "eventSource": "s3.amazonaws.com", "eventID": "many-%d" % i, "userIdentity": {"type": "Root"}}
    text = json.dumps({"Records": [event]})
    open("%s/%04d.json" % (sys.argv[1], i), "w").write(text[:-4] if i % 20 == 7 else text)
PY
# says NAME PATTERN COUNT: so many lines of the output match
says ()
{
  n=$((n + 1))
  found=$(grep -c -e "$2" "$work/out")
  if [ "$found" = "$3" ]; then echo "ok $n $1"; else echo "not ok $n $1 ($found lines)"; head -n 20 "$work/out" | sed 's/^/# /'; fi
}
check "a file" 0 "$cli" import "$work/o.tgcase" "$work/many/0000.json"
says "it is named" "many/0000.json" 1
says "and counted" "^1 file, 1 records added, 0 rejected$" 1
check "many files" 2 "$cli" import "$work/m.tgcase" "$work/many"
says "one line for a format" "^cloudtrail-records  *1045  *1045  *1045  *0  *0$" 1
says "files that are whole are not named" "many/0000.json" 0
says "some of those that are not are named twice" "many/0007.json" 2
says "as many as one may read" "many/....\.json  *JSON\|many/....\.json *$" 40
says "and how many there are beside these" "^and 15 more files" 2
says "the end says it all" "^1100 files, 1045 records added, 55 rejected$" 1
check "again" 2 "$cli" import "$work/m.tgcase" "$work/many"
says "all known" "^1100 files, 0 records added, 55 rejected, 1100 in the case already$" 1
check "every file" 0 "$cli" evidence "$work/m.tgcase"
says "has its line" "file://.*/many/....\.json" 1100
check "and in JSON" 0 "$cli" --json evidence "$work/m.tgcase"
holds "too" "len(d['files']) == 1100 and $ledger and d['rejected'] == 55"
echo "1..$n"
