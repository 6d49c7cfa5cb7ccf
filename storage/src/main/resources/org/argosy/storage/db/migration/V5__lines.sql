-- A batch may read several files, one behind the other. The first is input_file_id.
alter table batch add column more_input_file_ids text[] not null default '{}';

create index batch_more_inputs on batch using gin (more_input_file_ids)
    where status in ('validating', 'in_progress', 'finalizing', 'cancelling');

-- The batch of which this one runs again what did not succeed.
alter table batch add column parent_id text references batch;

-- Which failures it runs again, by error code or HTTP status; empty for all.
alter table batch add column retry_codes text[] not null default '{}';

create index batch_of_parent on batch (parent_id) where parent_id is not null;

-- The lines of its parent that a retry runs, once that is known. No two retries of a batch share a line.
create table batch_selection (
    batch_id text primary key references batch on delete cascade,
    -- A Roaring bitmap in its portable form.
    lines    bytea not null
);
