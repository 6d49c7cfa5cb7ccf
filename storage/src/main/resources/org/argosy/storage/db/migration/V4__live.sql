-- Lines and tokens of late, weighted by their age at updated_at: what the pace of a batch is told from.
alter table progress
    add column recent_lines  double precision not null default 0,
    add column recent_tokens double precision not null default 0;
