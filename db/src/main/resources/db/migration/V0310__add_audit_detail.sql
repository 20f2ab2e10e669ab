-- What a call asked for, where its address does not say it: a command that was run in a workload.
alter table audit add column detail text;
alter table audit add constraint audit_detail_is_short check (length(detail) <= 1000);
