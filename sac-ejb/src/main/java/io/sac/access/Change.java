package io.sac.access;

/**
 * Something was changed; fired as a CDI event inside the transaction of the change, and kept in the audit trail with
 * it.
 *
 * @param by who did it
 * @param action what, in the past tense: {@code agent.created}
 * @param subject to what: {@code agent/7}; never a secret or a content
 */
public record Change(Principal by, String action, String subject) {}
