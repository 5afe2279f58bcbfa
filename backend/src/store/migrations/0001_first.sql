-- Lab documents, as they were last saved.
CREATE TABLE labs (
    name        TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    yaml        TEXT NOT NULL,
    modified_ms INTEGER NOT NULL,
    actor       TEXT NOT NULL
);

-- Builds of labs on hosts. The label is what a person calls the build; the only one is called "default" and has no prefix.
CREATE TABLE instances (
    id     TEXT PRIMARY KEY,
    lab    TEXT NOT NULL,
    host   TEXT NOT NULL,
    label  TEXT NOT NULL,
    prefix TEXT NOT NULL,
    built  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (lab, host, label)
);

-- Plans that were shown, under the digest of their bytes.
CREATE TABLE plans (
    digest   TEXT PRIMARY KEY,
    instance TEXT NOT NULL,
    yaml     TEXT NOT NULL,
    made_ms  INTEGER NOT NULL
);

CREATE TABLE runs (
    id         TEXT PRIMARY KEY,
    instance   TEXT NOT NULL,
    lab        TEXT NOT NULL,
    host       TEXT NOT NULL,
    plan       TEXT NOT NULL REFERENCES plans (digest),
    purpose    TEXT NOT NULL,
    policy     TEXT NOT NULL,
    actor      TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    epoch      INTEGER NOT NULL DEFAULT 0,
    phase      TEXT NOT NULL
);

-- The journal: what happened in a run, in order and without gaps.
CREATE TABLE events (
    run   TEXT NOT NULL REFERENCES runs (id),
    seq   INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run, seq)
) WITHOUT ROWID;

-- What an instance made and what carries no mark of its own, and the old values of what it changed and does not own.
CREATE TABLE ledger (
    instance   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    old_value  TEXT,
    run        TEXT,
    actor      TEXT NOT NULL,
    claimed_ms INTEGER NOT NULL,
    PRIMARY KEY (instance, kind, name)
) WITHOUT ROWID;

CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE sessions (
    token_digest TEXT PRIMARY KEY,
    actor        TEXT NOT NULL,
    created_ms   INTEGER NOT NULL
);

-- Facts about resources that a step needs again, such as that a volume is whole.
CREATE TABLE ledger_facts (
    instance TEXT NOT NULL,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    key      TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (instance, kind, name, key)
) WITHOUT ROWID;
