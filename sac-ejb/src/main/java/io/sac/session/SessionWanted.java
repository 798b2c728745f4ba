package io.sac.session;

/** Sessions of this agent wait to be carried out in its sandbox: started, or ended. */
record SessionWanted(long agentId) {}
