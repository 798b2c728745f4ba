package io.sac.sidecar.terminal;

import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.process.ProcessTree;
import io.sac.sidecar.process.Reaper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The agent's sessions, those of before the last restart included. */
public final class Sessions {
    private final SidecarConfig config;
    private final CliLaunch launch;
    private final TerminalOpener opener;
    private final Session.Listener listener;
    private final Path folder;
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();

    private Sessions(SidecarConfig config, CliLaunch launch, TerminalOpener opener, Session.Listener listener)
            throws IOException {
        this.config = config;
        this.launch = launch;
        this.opener = opener;
        this.listener = listener;
        this.folder = Files.createDirectories(config.stateDir().resolve("sessions"));
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(folder)) {
            for (Path each : kept) {
                UUID id = uuid(each.getFileName().toString());
                if (id != null) {
                    sessions.put(id, load(id));
                }
            }
        }
    }

    /** Sessions on the sidecar's own PTYs. */
    public static Sessions onPtys(
            SidecarConfig config, CliLaunch launch, Reaper reaper, ProcessTree tree, Session.Listener listener)
            throws IOException {
        return new Sessions(config, launch, new PtyOpener(reaper, tree), listener);
    }

    /** Sessions whose terminals ttyd holds. */
    public static Sessions onTtyd(SidecarConfig config, CliLaunch launch, TtydOpener ttyd, Session.Listener listener)
            throws IOException {
        return new Sessions(config, launch, ttyd, listener);
    }

    /** Thrown when the agent has as many sessions as it may. */
    public static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyException(int limit) {
            super("this agent may have " + limit + " sessions at a time");
        }
    }

    /** The session of an id, or null. */
    public @Nullable Session find(UUID id) {
        return sessions.get(id);
    }

    /** The session of an id, made when there is none. */
    public synchronized Session findOrMake(UUID id) throws IOException, TooManyException {
        Session known = sessions.get(id);
        if (known != null) {
            return known;
        }
        if (sessions.size() >= config.limits().sessions()) {
            throw new TooManyException(config.limits().sessions());
        }
        Session made = load(id);
        sessions.put(id, made);
        return made;
    }

    private Session load(UUID id) throws IOException {
        return new Session(
                id,
                new SessionFolder(folder.resolve(id.toString())),
                launch,
                opener,
                listener,
                config.limits().ringBytes());
    }

    /** Ends a session if there is one. */
    public void end(UUID id) {
        Session session = sessions.remove(id);
        if (session != null) {
            session.end();
        }
    }

    /** All of them. */
    public List<Session> all() {
        return List.copyOf(sessions.values());
    }

    /** The session of a conversation of the CLI, or null. */
    public @Nullable Session ofConversation(String conversation) {
        for (Session session : sessions.values()) {
            if (conversation.equals(session.conversation())
                    || conversation.equals(session.id().toString())) {
                return session;
            }
        }
        return null;
    }

    private static @Nullable UUID uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
