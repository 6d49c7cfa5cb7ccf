create table tenant (
    id         text primary key,
    name       text        not null unique,
    created_at timestamptz not null
);

create table api_key (
    id           text primary key,
    tenant_id    text        not null references tenant,
    name         text        not null,
    sha256       bytea       not null unique,
    created_at   timestamptz not null,
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz
);

-- A file is visible from ready_at on. The outputs of a running batch are files that are not ready yet.
create table file (
    id         text primary key,
    tenant_id  text        not null references tenant,
    purpose    text        not null,
    filename   text        not null,
    bytes      bigint      not null,
    created_at timestamptz not null,
    ready_at   timestamptz,
    expires_at timestamptz,
    deleted_at timestamptz
);

create index file_of_tenant on file (tenant_id, created_at desc, id desc) where ready_at is not null and deleted_at is null;
create index file_to_expire on file (expires_at) where expires_at is not null and deleted_at is null;
create index file_to_purge on file (deleted_at) where deleted_at is not null;

create table segment (
    file_id    text    not null references file on delete cascade,
    ordinal    integer not null,
    object_key text    not null unique,
    bytes      bigint  not null,
    lines      bigint  not null,
    primary key (file_id, ordinal)
);

-- A file that comes in parts. Its parts become the file's segments; the bytes are never copied.
create table upload (
    id           text primary key,
    tenant_id    text        not null references tenant,
    filename     text        not null,
    purpose      text        not null,
    bytes        bigint      not null,
    -- How long the file will live; null for ever.
    file_seconds bigint,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    status       text        not null,
    file_id      text
);

create index upload_to_expire on upload (expires_at);

-- Gone once the upload has ended: what the file took is its segment, the rest is a retired object.
create table upload_part (
    id         text primary key,
    upload_id  text        not null references upload on delete cascade,
    object_key text        not null unique,
    bytes      bigint      not null,
    created_at timestamptz not null
);

create index upload_part_of_upload on upload_part (upload_id);

-- Objects that were replaced by a merge or never became part of a file, and may be deleted once nobody can still be reading them.
create table retired_object (
    object_key text primary key,
    retired_at timestamptz not null
);

create table batch (
    id                   text primary key,
    tenant_id            text        not null references tenant,
    endpoint             text        not null,
    input_file_id        text        not null,
    completion_window    text        not null,
    window_seconds       bigint      not null,
    metadata             json,
    output_expires_after bigint,
    created_at           timestamptz not null,
    expires_at           timestamptz not null,
    model                text,
    status               text        not null,
    in_progress_at       timestamptz,
    finalizing_at        timestamptz,
    completed_at         timestamptz,
    failed_at            timestamptz,
    expired_at           timestamptz,
    cancelling_at        timestamptz,
    cancelled_at         timestamptz,
    output_file_id       text,
    error_file_id        text,
    total                integer     not null default 0,
    errors               json,
    -- Whether each line of the output tells how it came about.
    inline_provenance    boolean     not null default false,
    -- Raised by each planner that takes the batch, so that a planner that lost it can write no shard.
    plan_epoch           bigint      not null default 0,
    plan_until           timestamptz
);

create index batch_of_tenant on batch (tenant_id, created_at desc, id desc);
create index batch_running on batch (status, expires_at) where status in ('validating', 'in_progress', 'finalizing', 'cancelling');
create index batch_input on batch (input_file_id) where status in ('validating', 'in_progress', 'finalizing', 'cancelling');

-- A run of one model's lines. The byte range may also hold lines of other models, which its reader passes over.
create table shard (
    batch_id         text    not null references batch on delete cascade,
    ordinal          integer not null,
    model            text    not null,
    first_line       integer not null,
    last_line        integer not null,
    lines            integer not null,
    byte_offset      bigint  not null,
    byte_length      integer not null,
    estimated_tokens bigint  not null,
    -- Which of the lines from the first to the last belong to it, one bit each; empty when all of them do.
    members          bytea   not null default '',
    primary key (batch_id, ordinal)
);

create unique index shard_of_lane on shard (batch_id, model, last_line);

-- The lines of one batch for one model, and how far they have been published.
create table lane (
    batch_id         text    not null references batch on delete cascade,
    model            text    not null,
    lines            integer not null,
    estimated_tokens bigint  not null,
    published_lines  integer not null default 0,
    published_tokens bigint  not null default 0,
    -- The last line that was published; the feeder goes on behind it.
    cursor_line      integer not null default 0,
    epoch            bigint  not null default 0,
    primary key (batch_id, model)
);

create index lane_to_feed on lane (model, batch_id) where published_lines < lines;

create table progress (
    batch_id         text primary key references batch on delete cascade,
    -- Counts the writes, so that whoever read an older row cannot overwrite a newer one.
    version          bigint  not null default 0,
    -- Line numbers that have an outcome: a Roaring bitmap in its portable form.
    completed_lines  bytea   not null,
    completed        integer not null default 0,
    failed           integer not null default 0,
    input_tokens     bigint  not null default 0,
    cached_tokens    bigint  not null default 0,
    output_tokens    bigint  not null default 0,
    reasoning_tokens bigint  not null default 0,
    total_tokens     bigint  not null default 0,
    -- The files are gone once they expired or were deleted, and at the end of a batch when they stayed empty.
    output_file_id   text    not null,
    error_file_id    text    not null,
    -- How each line came about, one JSON object a line; a file that never shows in a list.
    provenance_file_id text  not null,
    next_ordinal     integer not null default 0,
    -- Lines among the failed ones whose window ended first. With any, the batch ends as expired.
    expired          integer not null default 0,
    -- Set when the finisher takes the batch over to fail what is still owed: outcomes that come now are too late.
    -- After that time another finisher may go on.
    closing_until    timestamptz,
    updated_at       timestamptz not null
);

-- The next outcome that each partition's collector will read. A topic made anew has another id and starts at 0.
create table collector_offset (
    partition   integer primary key,
    topic_id    text   not null,
    next_offset bigint not null
);

-- Who feeds a model. The epoch rises with each change of hands and fences the cursor.
create table model_lease (
    model      text primary key,
    owner      text        not null,
    epoch      bigint      not null,
    expires_at timestamptz not null
);

-- Calls that made something, with what was answered, so that a call which comes again makes nothing more.
create table create_call (
    id          bigint generated always as identity primary key,
    tenant_id   text        not null references tenant,
    operation   text        not null,
    -- What the client named the call; null when it gave it no name.
    key         text,
    sha256      text        not null,
    resource_id text        not null,
    answer      text        not null,
    created_at  timestamptz not null
);

create unique index create_call_of_key on create_call (tenant_id, operation, key) where key is not null;
create index create_call_without_key on create_call (tenant_id, operation, sha256, created_at) where key is null;
create index create_call_to_forget on create_call (created_at);


-- What workers told last of the routes that they use; written by dispatchers, read by the API.
create table route_report (
    worker       text        not null,
    model        text        not null,
    cluster      text        not null,
    remote_model text        not null,
    state        text        not null,
    since        timestamptz not null,
    reason       text        not null,
    listed       boolean,
    permits      int         not null,
    open         int         not null,
    seen_at      timestamptz not null,
    primary key (worker, model, cluster, remote_model)
);

create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    payload    bytea       not null,
    created_at timestamptz not null
);

create table webhook_endpoint (
    id                    text primary key,
    tenant_id             text        not null references tenant,
    name                  text        not null,
    url                   text        not null,
    event_types           text[]      not null,
    -- Signing needs the secret itself, so it cannot be a hash. Nothing reads these columns but rotation and the deliverer.
    signing_secret        bytea       not null,
    previous_secret       bytea,
    previous_secret_until timestamptz,
    signing_secret_hint   text        not null,
    created_at            timestamptz not null,
    updated_at            timestamptz
);

create index webhook_endpoint_of_tenant on webhook_endpoint (tenant_id, created_at desc, id desc);

-- The end of a batch, written in the transaction that ends it. A batch ends once.
create table webhook_event (
    id         text primary key,
    batch_id   text        not null unique references batch on delete cascade,
    type       text        not null,
    created_at timestamptz not null
);

create index webhook_event_to_purge on webhook_event (created_at);

-- One event on its way to one endpoint, and afterwards the record of what became of it.
create table webhook_delivery (
    id              text primary key,
    endpoint_id     text        not null references webhook_endpoint on delete cascade,
    -- Absent for a sample that the endpoint's owner asked for.
    event_id        text references webhook_event,
    event_type      text        not null,
    payload         text        not null,
    test            boolean     not null default false,
    created_at      timestamptz not null,
    -- pending, sending, delivered or failed
    status          text        not null default 'pending',
    attempts        integer     not null default 0,
    -- When to try next; while it is being sent, when another may assume that the sender died.
    next_attempt_at timestamptz not null,
    -- What became of the last try.
    attempted_at    timestamptz,
    status_code     integer,
    error           text,
    duration_ms     integer,
    ended_at        timestamptz,
    unique (event_id, endpoint_id)
);

create index webhook_delivery_due on webhook_delivery (endpoint_id, next_attempt_at)
    where status in ('pending', 'sending') and not test;
create unique index webhook_test_open on webhook_delivery (endpoint_id) where status in ('pending', 'sending') and test;
create index webhook_delivery_to_purge on webhook_delivery (ended_at) where ended_at is not null;
