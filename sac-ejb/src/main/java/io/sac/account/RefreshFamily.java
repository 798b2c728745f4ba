package io.sac.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rule by which the refresh tokens of one sign-in follow each other. Token {@code n} is good until {@code n + 1}
 * was used, plus 30 seconds: two tabs may hold the same one, and an answer may be lost. Using the newest makes the
 * next; using an older good one hands out the newest again.
 */
final class RefreshFamily {
    static final Duration GRACE = Duration.ofSeconds(30);

    private int current;
    /** When each number was first used, as far back as that still matters. */
    private final TreeMap<Integer, Instant> uses;

    private RefreshFamily(int current, TreeMap<Integer, Instant> uses) {
        this.current = current;
        this.uses = uses;
    }

    static RefreshFamily of(int current, String recentUses) {
        TreeMap<Integer, Instant> uses = new TreeMap<>();
        for (String use : recentUses.split(" ", -1)) {
            int at = use.indexOf('@');
            if (at > 0) {
                uses.put(
                        Integer.parseInt(use.substring(0, at)),
                        Instant.ofEpochMilli(Long.parseLong(use.substring(at + 1))));
            }
        }
        return new RefreshFamily(current, uses);
    }

    Verdict present(int number, Instant now) {
        if (number == current) {
            uses.put(current, now);
            current++;
            return Verdict.ROTATED;
        }
        if (number == current - 1) {
            return Verdict.REPEATED;
        }
        Instant successorUsed = uses.get(number + 1);
        boolean inGrace = number > 0 && successorUsed != null && !now.isAfter(successorUsed.plus(GRACE));
        return inGrace ? Verdict.REPEATED : Verdict.REPLAYED;
    }

    int current() {
        return current;
    }

    /** For storing: the uses that can still make an older token good. */
    String recentUses(Instant now) {
        return uses.entrySet().stream()
                .filter(use -> !now.isAfter(use.getValue().plus(GRACE)))
                .map((Map.Entry<Integer, Instant> use) ->
                        use.getKey() + "@" + use.getValue().toEpochMilli())
                .collect(Collectors.joining(" "));
    }

    /** What a presented token leads to. */
    enum Verdict {
        /** It was the newest; there is a newer one now. */
        ROTATED,
        /** It is still good; the newest is handed out again. */
        REPEATED,
        /** It is too old: somebody kept a copy. The family ends. */
        REPLAYED,
        /** The sign-in was over already. */
        ENDED
    }
}
