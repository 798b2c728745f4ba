package io.sac.agent;

import java.util.List;

/** The states of several agents' sandboxes. */
public record AgentStatusList(List<AgentStatusView> statuses) {}
