package io.sac.it;

import java.util.UUID;

/**
 * What somebody has, by the names under which it is asked for.
 *
 * @param download a signed address of {@code file}
 * @param preview a signed address of {@code page}
 */
record Belongings(
        long user,
        long agent,
        String session,
        String file,
        String page,
        String entry,
        String loginSession,
        String download,
        String preview) {

    /** Names of the same form that nothing has: whoever may not see a thing must not tell it from these. */
    static Belongings ofNobody(Belongings like) {
        String signature = "u1.k1." + like.user() + "." + UUID.randomUUID() + ".9999999999." + "A".repeat(43);
        return new Belongings(
                987_654_321,
                987_654_321,
                UUID.randomUUID().toString(),
                "nothing.txt",
                "nothing/page.html",
                "nothing-" + UUID.randomUUID(),
                UUID.randomUUID().toString(),
                "/api/workspace/output/signed/download/987654321/" + signature + "/pbm90aGluZw",
                "/api/workspace/output/signed/preview/987654321/" + signature + "/-/nothing.txt");
    }

    /** Puts the names into a template. */
    String fill(String template) {
        return template.replace("{unique}", UUID.randomUUID().toString().substring(0, 13))
                .replace("{user}", Long.toString(user))
                .replace("{agent}", Long.toString(agent))
                .replace("{session}", session)
                .replace("{file}", file)
                .replace("{page}", page)
                .replace("{entry}", entry)
                .replace("{sign-in}", loginSession)
                .replace("{download}", download)
                .replace("{preview}", preview);
    }

    Belongings withAgent(long other) {
        return new Belongings(user, other, session, file, page, entry, loginSession, download, preview);
    }

    Belongings withSession(String other) {
        return new Belongings(user, agent, other, file, page, entry, loginSession, download, preview);
    }

    Belongings withFile(String other) {
        return new Belongings(user, agent, session, other, page, entry, loginSession, download, preview);
    }

    Belongings withLoginSession(String other) {
        return new Belongings(user, agent, session, file, page, entry, other, download, preview);
    }
}
