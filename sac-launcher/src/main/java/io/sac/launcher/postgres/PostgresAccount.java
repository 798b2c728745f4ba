package io.sac.launcher.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.sac.launcher.Command;
import io.sac.launcher.ExitCode;
import io.sac.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Under which account PostgreSQL runs, which refuses to be root. An ordinary user runs it as himself; root hands it to
 * another user, or, where that user may not even enter the folder, to a user namespace without privileges.
 *
 * @param prefix what goes before a command line
 * @param owner whom the database's files must belong to, when it is not the caller
 */
public record PostgresAccount(List<String> prefix, @Nullable UserPrincipal owner) {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAccount.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Chooses the account and gives it the folders it must write. */
    static PostgresAccount choose(PostgresBinaries binaries, Path data, List<Path> writable) {
        if (!isRoot()) {
            return new PostgresAccount(List.of(), null);
        }
        try {
            UserPrincipal user = userFor(data);
            if (user != null) {
                PostgresAccount other = new PostgresAccount(handingTo(user), user);
                if (other.canRun(binaries)) {
                    for (Path path : writable) {
                        give(path, user);
                    }
                    return other;
                }
            }
            PostgresAccount namespace = new PostgresAccount(List.of("unshare", "-U", "--"), null);
            if (namespace.canRun(binaries)) {
                UserPrincipal root = lookup("root");
                for (Path path : writable) {
                    if (root != null) {
                        give(path, root);
                    }
                }
                LOG.warn(
                        "PostgreSQL runs in a user namespace: no other user may enter {}",
                        data.toAbsolutePath().getParent());
                return namespace;
            }
        } catch (IOException e) {
            throw new LauncherException(
                    ExitCode.HOME, "The database's folder could not be given to another user: " + e.getMessage(), e);
        }
        throw new LauncherException(
                ExitCode.HOME,
                "PostgreSQL does not run as root, and no other user may enter "
                        + data.toAbsolutePath().getParent()
                        + "; start SAC as an ordinary user or set SAC_HOME to a folder that all may enter.");
    }

    /** The command line as this account runs it. */
    List<String> command(List<String> line) {
        return Stream.concat(prefix.stream(), line.stream()).toList();
    }

    private boolean canRun(PostgresBinaries binaries) {
        return Command.of(command(List.of(binaries.program("postgres"), "--version")))
                .run(LIMIT)
                .ok();
    }

    public static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    private static @Nullable UserPrincipal userFor(Path data) throws IOException {
        if (Files.exists(data)) {
            UserPrincipal owner = Files.getOwner(data);
            if (!owner.getName().equals("root")) {
                return owner;
            }
        }
        UserPrincipal postgres = lookup("postgres");
        return postgres != null ? postgres : lookup("nobody");
    }

    private static @Nullable UserPrincipal lookup(String name) {
        UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        try {
            return users.lookupPrincipalByName(name);
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> handingTo(UserPrincipal user) {
        String group =
                Command.of(List.of("id", "-g", user.getName())).run(LIMIT).output();
        List<String> prefix = new ArrayList<>(List.of("setpriv", "--reuid=" + user.getName()));
        prefix.addAll(List.of("--regid=" + group, "--clear-groups", "--no-new-privs", "--"));
        return prefix;
    }

    private static void give(Path root, UserPrincipal user) throws IOException {
        if (!Files.exists(root) || user.equals(Files.getOwner(root, LinkOption.NOFOLLOW_LINKS))) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            // The root of the tree last: that it belongs to the user tells that all of it does.
            for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.setAttribute(path, "posix:owner", user, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
