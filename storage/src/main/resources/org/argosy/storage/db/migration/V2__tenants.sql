alter table api_key add column role text not null default 'user';

-- Batches that a tenant has under way, which its quotas bound.
create index batch_open on batch (tenant_id) where status in ('validating', 'in_progress', 'finalizing', 'cancelling');

-- Operators list what all tenants have.
create index batch_by_age on batch (created_at desc, id desc);
create index file_by_age on file (created_at desc, id desc) where ready_at is not null and deleted_at is null;

-- A lane that is not admitted waits until its tenant's open batches leave room for its tokens.
alter table lane add column admitted boolean not null default true;
create index lane_waiting on lane (batch_id, model) where not admitted;

-- What became of each tenant's lines, in the hour in which it was collected.
create table usage_hourly (
    tenant_id        text        not null references tenant,
    model            text        not null,
    hour             timestamptz not null,
    completed        bigint      not null default 0,
    failed           bigint      not null default 0,
    input_tokens     bigint      not null default 0,
    cached_tokens    bigint      not null default 0,
    output_tokens    bigint      not null default 0,
    reasoning_tokens bigint      not null default 0,
    total_tokens     bigint      not null default 0,
    primary key (tenant_id, hour, model)
);

create index usage_by_hour on usage_hourly (hour);
