-- Lines and tokens of late, weighted by their age at updated_at: what the pace of a batch is told from.
alter table progress
    add column recent_lines  double precision not null default 0,
    add column recent_tokens double precision not null default 0;

-- Where each line of an ended batch stands in its files, by its number: made when somebody first asks for that order.
alter table progress add column index_file_id text;
