-- SPDX-License-Identifier: GPL-3.0-or-later
-- A case file. Times are microseconds since 1970 UTC, NULL when unknown; hours are hours since then. Read by core/store.

CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- The ledger: one row a file. found = stored + duplicates + rejected.
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL, size INTEGER NOT NULL,
  path TEXT NOT NULL, origin TEXT NOT NULL, format TEXT NOT NULL, codec TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
  mtime INTEGER, imported INTEGER NOT NULL,
  inflated_size INTEGER NOT NULL DEFAULT 0,
  embedded INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
  resume_offset INTEGER NOT NULL DEFAULT 0, resume_state INTEGER NOT NULL DEFAULT 0,
  UNIQUE (sha256, size));
-- The bytes as they came, in pieces: piece n starts at byte start of the file. codec 0: as they are, 1: deflate. Small pieces stand side by side in
-- an evidence_pack, so that not each of them has a page half empty: then 2 is added to codec, and bytes is the number pack * 2^20 + place; there are
-- how many they are, in four bytes, the lowest first, and the bytes.
CREATE TABLE evidence_part (
  id INTEGER PRIMARY KEY,
  evidence INTEGER NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, codec INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE UNIQUE INDEX evidence_part_start ON evidence_part (evidence, start, size);
CREATE TABLE evidence_pack (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE evidence_count (evidence INTEGER NOT NULL, kind INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (evidence, kind)) WITHOUT ROWID;
CREATE TABLE reject (id INTEGER PRIMARY KEY, evidence INTEGER NOT NULL, place INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX reject_evidence ON reject (evidence);

-- Files in which something else told of events, and events that came themselves after they were told of so (core/store/retold.c): by the hash of
-- their id, the place of their record. The end of the import takes back what was told.
CREATE TABLE retold (evidence INTEGER PRIMARY KEY);
CREATE TABLE replacing (id INTEGER PRIMARY KEY, evidence INTEGER NOT NULL, place INTEGER NOT NULL, time INTEGER NOT NULL);

-- Strings that repeat in records.
CREATE TABLE term (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (kind, text));

-- The facts: blocks of records in order of time, as packed columns (core/store/block.c). kinds and flags: what occurs in it, ORed;
-- counts: how many of each kind, packed. Without a time: t_min = t_max = 9223372036854775807.
CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  t_min INTEGER NOT NULL, t_max INTEGER NOT NULL, n INTEGER NOT NULL, kinds INTEGER NOT NULL, flags INTEGER NOT NULL,
  evidence_min INTEGER NOT NULL, evidence_max INTEGER NOT NULL, counts BLOB NOT NULL, data BLOB NOT NULL);
CREATE INDEX block_span ON block (t_min, t_max, n, kinds, flags, evidence_min, evidence_max, counts);

-- Tables of numbers as sorted runs of packed blocks (core/store/runs.c).
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL, run INTEGER NOT NULL, n INTEGER NOT NULL, key_min INTEGER NOT NULL, key_max INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX run_place ON run (tbl, run, key_max, key_min);
CREATE INDEX run_order ON run (tbl, run, n);

CREATE TABLE entity (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL, key TEXT NOT NULL, provisional INTEGER NOT NULL DEFAULT 0,
  name TEXT, account TEXT, type TEXT,
  first INTEGER, last INTEGER, records INTEGER NOT NULL DEFAULT 0,
  severity INTEGER NOT NULL DEFAULT 0, findings INTEGER NOT NULL DEFAULT 0,
  indexed INTEGER NOT NULL DEFAULT 0,      -- how many texts of it the search index holds
  address BLOB,                            -- 16 bytes, of addresses
  UNIQUE (kind, key));
CREATE INDEX entity_unindexed ON entity (id) WHERE indexed < 0;
CREATE INDEX entity_address ON entity (address) WHERE address IS NOT NULL;
CREATE TABLE alias (kind INTEGER NOT NULL, alias TEXT NOT NULL, entity INTEGER NOT NULL, PRIMARY KEY (kind, alias)) WITHOUT ROWID;
CREATE INDEX alias_entity ON alias (entity);
-- Pairs of entities that turned out to be one, until the end of the import makes them one.
CREATE TABLE unite (id INTEGER PRIMARY KEY, gone INTEGER NOT NULL, kept INTEGER NOT NULL);
CREATE TABLE property (entity INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, time INTEGER,
  PRIMARY KEY (entity, name)) WITHOUT ROWID;
CREATE INDEX property_arn ON property (value) WHERE name = 'ARN';
CREATE TABLE finding (
  entity INTEGER PRIMARY KEY,
  title TEXT NOT NULL, description TEXT NOT NULL, type TEXT NOT NULL, product TEXT NOT NULL, account TEXT NOT NULL,
  region TEXT NOT NULL, arn TEXT NOT NULL, severity INTEGER NOT NULL, score REAL, first INTEGER, last INTEGER, updated INTEGER,
  count INTEGER NOT NULL, archived INTEGER NOT NULL, versions INTEGER NOT NULL);
CREATE TABLE relation (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL, kind INTEGER NOT NULL, target INTEGER NOT NULL,
  first INTEGER, last INTEGER,
  count INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
  bytes_in INTEGER NOT NULL DEFAULT 0, bytes_out INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, kind, target));
CREATE INDEX relation_target ON relation (target);

-- Parts of keys, names and aliases; row id = entity << 4 | n. Addresses are found by their text and range instead.
CREATE VIRTUAL TABLE search USING fts5 (text, content='', tokenize="trigram");
-- Texts come at the end of an import, many at once: parts of the index are merged when there are 16 of a size, not again and again meanwhile.
INSERT INTO search (search, rank) VALUES ('automerge', 0);

-- A person's own things.
CREATE TABLE state (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
