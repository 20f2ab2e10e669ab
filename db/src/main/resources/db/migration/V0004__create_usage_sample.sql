-- What workloads used while they ran; kept for a day.
create table usage_sample (
    workload_id uuid not null,
    at timestamptz not null,
    run integer not null,
    usage jsonb not null,
    constraint usage_sample_pk primary key (workload_id, at),
    constraint usage_sample_of_workload foreign key (workload_id) references workload (id)
);

create index usage_sample_by_age on usage_sample using brin (at);
