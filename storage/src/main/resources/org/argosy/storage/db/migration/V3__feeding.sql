-- low, normal or high: how the batch stands among those of its tenant.
alter table batch add column priority text not null default 'normal';

-- Since when nothing more of the batch is published; null while it is.
alter table batch add column paused_at timestamptz;

-- Models and clusters that an operator has paused or resumed.
create table pause (
    kind      text        not null check (kind in ('model', 'cluster')),
    name      text        not null,
    -- Null once it was resumed.
    paused_at timestamptz,
    -- Rises with every change, so that workers can tell the newest state from others.
    version   bigint      not null,
    primary key (kind, name)
);

create sequence pause_version;

-- What feeders measured of each model: written every few seconds while it is fed, read by the API.
create table model_pace (
    model             text primary key,
    lines_per_second  double precision not null,
    tokens_per_second double precision not null,
    -- Used over estimated tokens.
    correction        double precision not null,
    -- Lines and tokens that wait to be published, and of how many tenants.
    queued_lines      bigint           not null,
    queued_tokens     double precision not null,
    tenants           integer          not null,
    -- Lines that are published and have no outcome.
    outstanding       bigint           not null,
    updated_at        timestamptz      not null
);
