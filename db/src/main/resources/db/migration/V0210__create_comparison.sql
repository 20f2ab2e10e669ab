-- Comparisons: what was asked for, and one row for each repetition. A repetition that has begun and not ended when the
-- service comes back is discarded and repeated.
create table comparison (
    id uuid not null,
    name text not null,
    plan jsonb not null,
    state text not null,
    cancel_requested boolean not null default false,
    message text not null,
    created_at timestamptz not null,
    created_by text not null,
    started_at timestamptz,
    ended_at timestamptz,
    host jsonb,
    constraint comparison_pk primary key (id),
    constraint comparison_name_unique unique (name),
    constraint comparison_state_known check (state in ('QUEUED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
    constraint comparison_ended_with_a_time check (
        (state in ('DONE', 'CANCELLED', 'FAILED')) = (ended_at is not null))
);

create index comparison_to_do on comparison (id) where state in ('QUEUED', 'RUNNING');

create table comparison_trial (
    comparison_id uuid not null,
    position integer not null,
    purpose text not null,
    round integer not null,
    variant integer not null,
    attempt integer not null,
    workload text not null,
    begun_at timestamptz not null,
    sample jsonb,
    constraint comparison_trial_pk primary key (comparison_id, position),
    constraint comparison_trial_of_comparison foreign key (comparison_id) references comparison (id) on delete cascade,
    constraint comparison_trial_purpose_known check (purpose in ('INSIDE', 'WARM_UP', 'MEASURED')),
    constraint comparison_trial_attempt_counts check (attempt >= 1)
);

-- At most one repetition is under way: comparisons never disturb each other.
create unique index comparison_trial_under_way on comparison_trial ((true)) where sample is null;
