package io.sac.agent;

/** An agent is deleted, with its sessions; fired inside the transaction, so that others can drop what belongs to it. */
public record AgentDeleted(long agentId, long ownerId) {}
