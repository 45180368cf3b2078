-- What the API needs: versions against lost updates, words to search by, more of what a title's page says, steps that
-- somebody holds back, answers that are given again, and addresses that are told what happens.

ALTER TABLE titles ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE titles ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
-- Name, address, tags and people in small letters.
ALTER TABLE titles ADD COLUMN sought TEXT NOT NULL DEFAULT '';
-- house::release::About as JSON.
ALTER TABLE titles ADD COLUMN about TEXT NOT NULL DEFAULT '{}';

UPDATE titles SET changed = made, sought = lower(name || ' ' || slug);

ALTER TABLE releases ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- 1 while somebody holds the job back.
ALTER TABLE jobs ADD COLUMN paused BIGINT NOT NULL DEFAULT 0;

-- Answers to requests with an Idempotency-Key, by the hash of who sent it and the key. Without a status: under way.
CREATE TABLE answered (
    id TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL,
    process TEXT NOT NULL,
    status BIGINT,
    headers TEXT,
    body TEXT,
    made BIGINT NOT NULL
);

CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    -- Signs what is sent, so it is kept as it is.
    secret TEXT NOT NULL,
    made BIGINT NOT NULL,
    paused BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL UNIQUE,
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    status BIGINT,
    sentence TEXT,
    made BIGINT NOT NULL,
    ended BIGINT
);

CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, not_before);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, position);
