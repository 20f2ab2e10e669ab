-- What runs may be halted, by a command or in its backend. No wish of it is on record: the backend's word is all there is.
alter table workload drop constraint workload_observed_known;
alter table workload add constraint workload_observed_known check (
    observed in ('ABSENT', 'STARTING', 'RUNNING', 'PAUSED', 'STOPPING', 'STOPPED', 'FAILED', 'UNKNOWN'));
