package io.sac.it;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one operation of the contract is called with somebody's things, and whose call succeeds. Path and body name the
 * things in braces, see {@link Belongings#fill}.
 *
 * @param success the status of a good call
 * @param things the things, one of them spare where a call uses it up
 */
record OperationSample(
        Reach reach, int success, String path, @Nullable String body, Function<Workshop, Belongings> things) {

    /** Whom an operation answers. */
    enum Reach {
        /** Whoever has the things it names. */
        OWNER,
        /** Everybody about themselves. */
        SELF,
        ADMINISTRATOR,
        ANYBODY,
        /** Whoever has the address, while the one it was given to may see the thing. */
        LINK
    }

    static OperationSample of(Reach reach, int success, String path) {
        return new OperationSample(reach, success, path, null, Workshop::belongings);
    }

    OperationSample sending(String template) {
        return new OperationSample(reach, success, path, template, things);
    }

    OperationSample using(Function<Workshop, Belongings> spare) {
        return new OperationSample(reach, success, path, body, spare);
    }

    SacClient.Answer call(SacClient client, String method, Belongings with) {
        return client.send(method, with.fill(path), body == null ? null : with.fill(body));
    }
}
