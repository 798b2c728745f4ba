package io.sac.output.persistence;

import io.sac.output.AgentNotice;
import io.sac.output.AgentNoticeRepository;
import io.sac.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Notices as one JSON value an agent: they are read and replaced as a whole. */
@ApplicationScoped
public class SqlAgentNoticeRepository implements AgentNoticeRepository {
    private final Sql sql;
    private final JsonMapper json;

    @SuppressWarnings("NullAway") // for the proxy only
    protected SqlAgentNoticeRepository() {
        this(null, null);
    }

    @Inject
    public SqlAgentNoticeRepository(Sql sql, JsonMapper json) {
        this.sql = sql;
        this.json = json;
    }

    @Override
    public List<AgentNotice> of(long agentId) {
        return sql.find(
                        row -> List.of(json.readValue(row.getString(1), AgentNotice[].class)),
                        "select notices from agent_notice where agent_id = ?",
                        agentId)
                .orElse(List.of());
    }

    @Override
    public void save(long agentId, List<AgentNotice> notices, Instant now) {
        sql.update(
                "insert into agent_notice (agent_id, notices, changed_at) values (?, cast(? as jsonb), ?)"
                        + " on conflict (agent_id) do update set notices = excluded.notices, changed_at = excluded.changed_at",
                agentId,
                json.writeValueAsString(notices),
                now);
    }
}
