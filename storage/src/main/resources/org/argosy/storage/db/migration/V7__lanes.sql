-- What became of a lane's lines, counted in the transaction that gives them their outcome. Not in the lane itself, which
-- feeders write at the same time.
create table lane_outcome (
    batch_id    text    not null,
    model       text    not null,
    completed   integer not null,
    failed      integer not null,
    used_tokens bigint  not null,
    primary key (batch_id, model),
    foreign key (batch_id, model) references lane on delete cascade
);

-- Of a batch with one lane that is known already. Those with several begin at none, and use their models' corrections.
insert into lane_outcome (batch_id, model, completed, failed, used_tokens)
select l.batch_id, l.model, p.completed, p.failed, p.total_tokens
  from batch b join progress p on p.batch_id = b.id join lane l on l.batch_id = b.id and l.lines = b.total
 where b.status = 'in_progress';

-- Counts how often lines that Kafka lost were published again, so that nobody does it who looked before another did.
alter table model_lease add column republished bigint not null default 0;
