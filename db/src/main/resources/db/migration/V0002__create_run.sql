-- One attempt to run a workload.
create table run (
    workload_id uuid not null,
    number integer not null,
    generation bigint not null,
    stage text not null,
    incarnation text,
    queued_at timestamptz not null,
    started_at timestamptz,
    ready_at timestamptz,
    ended_at timestamptz,
    exit_reason text,
    exit_code integer,
    signal integer,
    reason_code text not null,
    reason_message text not null,
    phases jsonb not null,
    preparation jsonb,
    footprint jsonb,
    constraint run_pk primary key (workload_id, number),
    constraint run_of_workload foreign key (workload_id) references workload (id),
    constraint run_number_counts check (number >= 1),
    constraint run_generation_counts check (generation >= 1),
    constraint run_stage_known check (
        stage in ('QUEUED', 'PREPARING', 'STARTING', 'RUNNING', 'READY', 'STOPPING',
                  'STOPPED', 'SUCCEEDED', 'FAILED', 'LOST')),
    constraint run_end_has_a_time check (
        (ended_at is not null) = (stage in ('STOPPED', 'SUCCEEDED', 'FAILED', 'LOST'))),
    constraint run_exit_only_at_the_end check (
        ended_at is not null or (exit_reason is null and exit_code is null and signal is null)),
    constraint run_success_is_exit_code_zero check (stage <> 'SUCCEEDED' or exit_code = 0),
    constraint run_exit_code_in_range check (exit_code between 0 and 255)
);
