-- Whether its shards and lanes may still be there: they serve feeding alone, and go some time after the batch has ended.
alter table batch add column plan_kept boolean not null default true;

create index batch_to_prune on batch (greatest(completed_at, failed_at, expired_at, cancelled_at))
    where plan_kept and status in ('completed', 'failed', 'expired', 'cancelled');
