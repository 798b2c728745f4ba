-- what changes for a user, numbered without gaps; stream 0 is everybody's, any other a user's
create table event_counter (
    stream bigint not null,
    user_id bigint generated always as (nullif(stream, 0)) stored,
    last_id bigint not null,
    removed_id bigint not null default 0,
    constraint event_counter_pkey primary key (stream),
    constraint event_counter_user_fkey foreign key (user_id) references app_user (id) on delete cascade,
    constraint event_counter_stream_check check (stream >= 0),
    constraint event_counter_order_check check (removed_id >= 0 and last_id >= removed_id)
);

create table user_event (
    stream bigint not null,
    id bigint not null,
    type text not null,
    agent_id bigint,
    session_id uuid,
    at timestamptz not null,
    data json not null,
    constraint user_event_pkey primary key (stream, id),
    constraint user_event_counter_fkey foreign key (stream) references event_counter (stream) on delete cascade
);

create index user_event_at_idx on user_event (at);
