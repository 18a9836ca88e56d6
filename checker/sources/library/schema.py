"""The tables of the library file, and what each is for."""

VERSION = 2
"""Written into ``PRAGMA user_version``; a file with another one was made by another release."""

TABLES = """
CREATE TABLE snapshots (id INTEGER PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, format TEXT NOT NULL,
    taken TEXT NOT NULL, added TEXT NOT NULL, records INTEGER NOT NULL);
CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE records (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT
NULL,
    title_key TEXT NOT NULL, title TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER, venue INTEGER, doi TEXT, arxiv TEXT, acl
    TEXT,
    openreview TEXT, isbn TEXT, url TEXT, volume TEXT, number TEXT, pages TEXT, publisher INTEGER, series INTEGER, more TEXT,
    fingerprint INTEGER NOT NULL, weight INTEGER NOT NULL);
CREATE TABLE volumes (venue INTEGER NOT NULL, year INTEGER NOT NULL, family TEXT NOT NULL, records INTEGER NOT NULL, whole
INTEGER NOT NULL,
    PRIMARY KEY (venue, year));
CREATE TABLE updates (doi TEXT NOT NULL, type TEXT NOT NULL, notice TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
source TEXT NOT NULL,
    PRIMARY KEY (doi, type, notice, at)) WITHOUT ROWID;
CREATE UNIQUE INDEX records_fingerprint ON records (fingerprint);
"""
"""``texts`` holds what many records share (venues, publishers, series). ``fingerprint`` is equal for the same work from the same
volume, so that it is kept once; ``weight`` says which of two such records tells more. ``volumes`` counts what lies of each venue
and year; ``whole`` is 1 where nothing seems to be missing. The index of words, for near misses, is in `word_index`."""

INDEXES = """
CREATE INDEX IF NOT EXISTS records_title ON records (title_key);
CREATE INDEX IF NOT EXISTS records_doi ON records (doi) WHERE doi IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_arxiv ON records (arxiv) WHERE arxiv IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_acl ON records (acl) WHERE acl IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_openreview ON records (openreview) WHERE openreview IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_isbn ON records (isbn) WHERE isbn IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_volume ON records (venue, year);
"""
"""Made after the first load, much quicker than keeping them up to date; most records lack most identifiers, hence partial."""
