-- A list filter asks for a label with a value, or for a label's key alone; this operator class serves both.
drop index workload_by_label;
create index workload_by_label on workload using gin (labels)
    where deleted_at is null and labels <> '{}'::jsonb;
