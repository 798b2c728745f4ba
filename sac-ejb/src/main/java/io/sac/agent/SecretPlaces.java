package io.sac.agent;

/**
 * Where the secrets of agents belong; their ciphertext opens nowhere else. The place names the owner rather than the
 * agent, because a secret is sealed before a new agent has its id.
 */
final class SecretPlaces {
    private SecretPlaces() {}

    static String providerKey(long ownerId) {
        return "user/" + ownerId + "/agent/provider-key";
    }

    static String variable(long ownerId, String name) {
        return "user/" + ownerId + "/agent/variable/" + name;
    }
}
