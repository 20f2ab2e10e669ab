-- What a workload's description was before. A workload that nobody ever changed has no row here: its description is in
-- its own row, and the journal tells who made it. The same holds for what was changed before this table was made.
create table workload_generation (
    workload_id uuid not null,
    generation bigint not null,
    -- null for the present one, which is described in the workload's own row
    description jsonb,
    created_at timestamptz,
    created_by text,
    constraint workload_generation_pk primary key (workload_id, generation),
    constraint workload_generation_of_workload foreign key (workload_id) references workload (id) on delete cascade,
    constraint workload_generation_counts check (generation >= 1)
);
