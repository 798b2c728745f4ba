-- When each sweep last ran and how it went, for administrators.
create table sweep_run (
    name text not null,
    last_started_at timestamptz,
    last_finished_at timestamptz,
    last_count bigint,
    last_error text,
    constraint sweep_run_pkey primary key (name)
);
