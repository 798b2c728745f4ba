-- why: who changed what, for whom and with what credential; rows outlive the people and things they name
create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null,
    user_id bigint not null,
    username text not null,
    agent_id bigint,
    login_session_id uuid,
    action text not null,
    subject text not null
);

create index audit_entry_at_idx on audit_entry (at);
