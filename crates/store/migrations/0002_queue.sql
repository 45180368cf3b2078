-- The queue. A running job holds a lease; `fence` grows with each claim. `position` is the order of queueing.

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT,
    label TEXT NOT NULL,
    params TEXT NOT NULL,
    step_key TEXT NOT NULL UNIQUE,
    priority BIGINT NOT NULL,
    disk BIGINT NOT NULL,
    state TEXT NOT NULL,
    fence BIGINT NOT NULL,
    worker TEXT,
    lease_ms BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    -- A wait after a failed attempt: how long, and until when.
    backoff_ms BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    losses BIGINT NOT NULL,
    -- The last error, or why the job was cancelled.
    sentence TEXT,
    -- Blocked or cancelled because of this other job.
    cause TEXT,
    -- Free disk when the job last did not fit; NULL when it was not refused.
    disk_free BIGINT,
    permille BIGINT NOT NULL,
    eta_ms BIGINT,
    note TEXT,
    outputs TEXT NOT NULL,
    made BIGINT NOT NULL,
    started BIGINT,
    ended BIGINT,
    -- 1 when the outputs were collected as garbage or lost: they must be made again before another job can use them.
    collected BIGINT NOT NULL
);

CREATE INDEX jobs_by_state ON jobs (state, priority, position);
CREATE INDEX jobs_by_title ON jobs (title);

CREATE TABLE job_after (
    job TEXT NOT NULL REFERENCES jobs (id),
    place BIGINT NOT NULL,
    after_job TEXT NOT NULL REFERENCES jobs (id),
    PRIMARY KEY (job, place)
);

CREATE INDEX job_after_by_after ON job_after (after_job);

CREATE TABLE workers (
    id TEXT NOT NULL PRIMARY KEY,
    beat BIGINT NOT NULL,
    valid_ms BIGINT NOT NULL
);
