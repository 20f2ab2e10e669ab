-- Looks at containers: could this become a Wasm module? Of each workload the newest is kept.
create table assessment (
    id uuid not null,
    workload_id uuid not null,
    workload_name text not null,
    observe_millis bigint not null,
    state text not null,
    message text not null,
    -- verdict, findings and missing evidence; only of one that is done
    judgement jsonb,
    created_at timestamptz not null,
    created_by text not null,
    ended_at timestamptz,
    constraint assessment_pk primary key (id),
    constraint assessment_of_workload foreign key (workload_id) references workload (id) on delete cascade,
    constraint assessment_observes_for_some_time check (observe_millis > 0),
    constraint assessment_state_known check (state in ('RUNNING', 'DONE', 'FAILED')),
    constraint assessment_done_with_a_judgement check ((state = 'DONE') = (judgement is not null)),
    constraint assessment_ended_with_a_time check ((state = 'RUNNING') = (ended_at is null))
);

-- One at a time for each workload.
create unique index assessment_under_way on assessment (workload_id) where state = 'RUNNING';
create index assessment_newest on assessment (workload_id, id desc);
