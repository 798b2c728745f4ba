-- why: attempts are counted where every replica sees them and a restart does not forget them
create table rate_limit (
    key text primary key,
    count integer not null,
    window_ends timestamptz not null
);

create index rate_limit_expiry_idx on rate_limit (window_ends);
