-- why: one-time tickets for sockets; only their hash is kept, and "delete returning" lets one caller win
create table ticket (
    ticket_hash bytea primary key,
    user_id bigint not null references app_user (id) on delete cascade,
    login_session_id uuid not null references login_session (id) on delete cascade,
    purpose text not null,
    session_id uuid not null,
    expires_at timestamptz not null
);

create index ticket_expiry_idx on ticket (expires_at);
