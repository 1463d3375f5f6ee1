// SPDX-License-Identifier: GPL-3.0-or-later
// What bench-case runs in node: bench-duckdb.js MODULES KIND FOLDER DATABASE
// Reads the logs of a folder (KIND cloudtrail, cloudtrail-plain or vpcflow) into a table of a database file and adds up an hourly aggregate by
// principal, API and address (by both addresses and port of flows), as one would who asks the same questions with DuckDB.
// Standard output: "seconds rows groups".
'use strict';
const path = require('path');
const [modules, kind, folder, database] = process.argv.slice(2);

// Every member of an event that the aggregate or a later question needs keeps its type; what has a shape of its own a service stays JSON.
const cloudtrail = `
  CREATE TABLE events AS
  SELECT unnest(Records, recursive := false) AS event
  FROM read_json('${folder}/**/*.json.gz', format = 'auto', maximum_object_size = 268435456, columns = {Records: 'STRUCT(
    eventVersion VARCHAR, userIdentity STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR,
      userName VARCHAR, invokedBy VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR,
      accountId VARCHAR, userName VARCHAR), attributes STRUCT(creationDate VARCHAR, mfaAuthenticated VARCHAR))),
    eventTime TIMESTAMP, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR, userAgent VARCHAR,
    errorCode VARCHAR, errorMessage VARCHAR, requestParameters JSON, responseElements JSON, additionalEventData JSON, requestID VARCHAR,
    eventID VARCHAR, readOnly BOOLEAN, resources JSON, eventType VARCHAR, managementEvent BOOLEAN, recipientAccountId VARCHAR,
    sharedEventID VARCHAR, vpcEndpointId VARCHAR, eventCategory VARCHAR, tlsDetails JSON)[]'});`;

// As one writes it who does not know the members by heart. DuckDB then finds them out itself; without union_by_name it stops at the first file that
// has a member more than those it looked at.
const plain = `
  CREATE TABLE events AS
  SELECT unnest(Records) AS event FROM read_json('${folder}/**/*.json.gz', maximum_object_size = 268435456, union_by_name = true);`;

const calls = `
  CREATE TABLE hourly AS
  SELECT date_trunc('hour', event.eventTime) AS hour, coalesce(event.userIdentity.arn, event.userIdentity.invokedBy) AS principal,
    event.eventSource AS source, event.eventName AS api, event.sourceIPAddress AS address,
    count(*) FILTER (event.errorCode IS NULL) AS ok, count(*) FILTER (event.errorCode IS NOT NULL) AS failed
  FROM events GROUP BY ALL;`;

const vpcflow = `
  CREATE TABLE events AS
  SELECT * FROM read_csv('${folder}/**/*.log.gz', delim = ' ', header = true, nullstr = '-', columns = {
    'version': 'INTEGER', 'account-id': 'VARCHAR', 'interface-id': 'VARCHAR', 'srcaddr': 'VARCHAR', 'dstaddr': 'VARCHAR', 'srcport': 'INTEGER',
    'dstport': 'INTEGER', 'protocol': 'INTEGER', 'packets': 'BIGINT', 'bytes': 'BIGINT', 'start': 'BIGINT', 'end': 'BIGINT', 'action': 'VARCHAR',
    'log-status': 'VARCHAR', 'vpc-id': 'VARCHAR', 'subnet-id': 'VARCHAR', 'instance-id': 'VARCHAR', 'tcp-flags': 'INTEGER', 'type': 'VARCHAR',
    'pkt-srcaddr': 'VARCHAR', 'pkt-dstaddr': 'VARCHAR', 'region': 'VARCHAR', 'az-id': 'VARCHAR', 'flow-direction': 'VARCHAR'});
  CREATE TABLE hourly AS
  SELECT date_trunc('hour', to_timestamp("start")) AS hour, "interface-id", srcaddr, dstaddr, dstport, sum(bytes) AS bytes, sum(packets) AS packets,
    count(*) FILTER (action = 'ACCEPT') AS accepted, count(*) FILTER (action = 'REJECT') AS rejected
  FROM events GROUP BY ALL;`;

async function main() {
  const { DuckDBInstance } = require(path.join(modules, 'node_modules', '@duckdb/node-api'));
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  const start = process.hrtime.bigint();
  const all = { cloudtrail: cloudtrail + calls, 'cloudtrail-plain': plain + calls, vpcflow };
  for (const statement of all[kind].split(';').filter(text => text.trim() !== ''))
    await connection.run(statement);
  await connection.run('CHECKPOINT');
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const count = async table => (await (await connection.run(`SELECT count(*) FROM ${table}`)).getRows())[0][0];
  console.log(`${seconds} ${await count('events')} ${await count('hourly')}`);
  connection.closeSync();
}

main().catch(error => { console.error(error.message); process.exit(1); });
