package io.sac.sidecar;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.config.LocalState;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.conversation.ConversationShipper;
import io.sac.sidecar.http.Doors;
import io.sac.sidecar.http.Front;
import io.sac.sidecar.http.HookHandler;
import io.sac.sidecar.http.LateHandler;
import io.sac.sidecar.json.Fields;
import io.sac.sidecar.model.ModelHandler;
import io.sac.sidecar.output.OutputMirror;
import io.sac.sidecar.posix.Processes;
import io.sac.sidecar.process.AgentCgroup;
import io.sac.sidecar.process.ProcessTree;
import io.sac.sidecar.process.Reaper;
import io.sac.sidecar.prompt.Prompts;
import io.sac.sidecar.server.DeadLetters;
import io.sac.sidecar.server.Heartbeat;
import io.sac.sidecar.server.Notices;
import io.sac.sidecar.server.ServerClient;
import io.sac.sidecar.terminal.CliLaunch;
import io.sac.sidecar.terminal.Session;
import io.sac.sidecar.terminal.Sessions;
import io.sac.sidecar.terminal.TtydOpener;
import io.sac.sidecar.workspace.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of the sidecar put together, and its life from start to shutdown. */
public final class Sidecar implements Session.Listener, Front.Services, Heartbeat.Content {
    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(1);

    private final SidecarConfig config;
    private final ServerClient server;
    private final LocalState local;
    private final Doors doors;
    private final ProcessTree tree;
    private final AgentCgroup cgroup;
    private final Sessions sessions;
    private final Front front;
    private final Notices notices = new Notices();
    private final Heartbeat heartbeat;
    private final RunFile runFile;
    private final OutputMirror output;
    private final ConversationShipper conversations;
    private final Prompts prompts;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("clock").factory());
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean ending = new AtomicBoolean();

    /** Builds a sidecar and opens its doors; {@link #start()} lets it work. */
    public Sidecar(SidecarConfig config) throws IOException {
        this.config = config;
        SidecarConfig.Tokens tokens = config.readTokens();
        this.server = new ServerClient(config, tokens.up());
        LocalState before = LocalState.read(config.stateDir());
        this.cgroup =
                AgentCgroup.of(config.limits().memoryBytes(), config.limits().pids());
        this.tree = new ProcessTree(cgroup);
        tree.endMarked("/hooks/" + before.hookKey(), LEFTOVER_GRACE);
        Files.createDirectories(config.output());

        LateHandler frontDoor = new LateHandler();
        LateHandler hookDoor = new LateHandler();
        LateHandler modelDoor = new LateHandler();
        this.doors = DoorPorts.open(config, before, frontDoor, hookDoor, modelDoor);
        this.local = before.withPorts(
                doors.ports().get(0), doors.ports().get(1), doors.ports().get(2));
        local.write(config.stateDir());

        CliLaunch launch = new CliLaunch(
                config,
                new CliLaunch.Addresses(
                        "http://127.0.0.1:" + local.hookPort() + "/hooks/" + local.hookKey(),
                        "http://127.0.0.1:" + local.modelPort(),
                        config.model().key()));
        String ttyd = config.ttydUrl();
        this.sessions = ttyd == null
                ? Sessions.onPtys(config, launch, new Reaper(), tree, this)
                : Sessions.onTtyd(config, launch, new TtydOpener(ttyd, doors::worker), this);
        DeadLetters deadLetters = new DeadLetters(config.stateDir(), notices);
        this.heartbeat = new Heartbeat(server, deadLetters, this);
        notices.onChange(heartbeat::now);
        this.front = new Front(tokens.down(), sessions, new WorkspaceFiles(config), this);
        this.output = new OutputMirror(config, server, notices, deadLetters);
        this.conversations = new ConversationShipper(config, server, deadLetters, this::sessionOf);
        this.prompts = new Prompts(config, sessions, server, deadLetters);
        this.runFile = new RunFile(config.runFile(), local);
        hookDoor.become(new HookHandler(local.hookKey(), this::hook));
        modelDoor.become(new ModelHandler(config, server));
        frontDoor.become(front);
    }

    /** Starts everything that works by itself. */
    public void start() throws IOException {
        runFile.write();
        clock.scheduleWithFixedDelay(this::tick, 250, 250, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(front::ping, 20, 20, TimeUnit.SECONDS);
        output.start();
        conversations.start();
        prompts.start();
        heartbeat.start();
        LOG.info("sidecar of agent {} listens on {}:{}", config.agentId(), config.listen(), local.port());
    }

    /** The port of the server's door. */
    public int port() {
        return local.port();
    }

    /** Waits until the sidecar was shut down. */
    public void awaitEnd() throws InterruptedException {
        over.await();
    }

    private void tick() {
        try {
            sessions.all().forEach(Session::tick);
        } catch (RuntimeException e) {
            LOG.error("a tick failed", e);
        }
    }

    private void hook(UUID id, Fields hook) {
        String event = hook.text("hook_event_name");
        String conversation = hook.optionalText("session_id");
        Session session = sessions.find(id);
        if (session == null) {
            return;
        }
        session.hook(event, hook.optionalText("notification_type"), conversation);
        conversations.hook(id, conversation, hook.optionalText("transcript_path"));
        String subagent = hook.optionalText("agent_transcript_path");
        if (subagent != null) {
            conversations.hook(id, conversation, subagent);
        }
    }

    private @Nullable UUID sessionOf(String conversation) {
        Session session = sessions.ofConversation(conversation);
        return session == null ? null : session.id();
    }

    @Override
    public void changed(Session session) {
        heartbeat.now();
    }

    @Override
    public void conversation(Session session, String conversation) {
        heartbeat.conversation(session.id(), conversation);
    }

    @Override
    public JsonObject heartbeat() {
        JsonObject json = new JsonObject();
        json.addProperty("version", Version.current());
        json.addProperty("port", local.port());
        json.add("sessions", sessionsJson());
        json.addProperty("output_queued", output.queued());
        json.add("notices", notices.json());
        return json;
    }

    @Override
    public void answered(List<String> tombstones) {
        output.answered(tombstones);
        conversations.serverBack();
        prompts.serverBack();
    }

    @Override
    public JsonObject state() {
        JsonObject json = new JsonObject();
        json.addProperty("version", Version.current());
        json.add("sessions", sessionsJson());
        JsonObject mirror = new JsonObject();
        mirror.addProperty("queued", output.queued());
        mirror.addProperty("watching", output.watching());
        json.add("output", mirror);
        json.add("notices", notices.json());
        JsonObject limits = new JsonObject();
        limits.addProperty("memory", cgroup.limitsMemory());
        limits.addProperty("pids", cgroup.limitsPids());
        json.add("limits", limits);
        return json;
    }

    private JsonArray sessionsJson() {
        JsonArray array = new JsonArray();
        sessions.all().forEach(session -> array.add(session.state().json()));
        return array;
    }

    @Override
    public JsonObject prompt(Session session, Fields prompt) throws IOException {
        return prompts.take(session, prompt);
    }

    @Override
    public void deleteOutput(String path) throws IOException {
        output.delete(path);
    }

    @Override
    public void shutdown(int graceMillis) {
        Thread.ofPlatform().name("shutdown").start(() -> end(Duration.ofMillis(graceMillis)));
    }

    /** Lets viewers go, ends the agent's programs and stops. */
    public void end(Duration grace) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        clock.shutdownNow();
        for (Session session : sessions.all()) {
            session.quiesce();
            session.closeViewers(TerminalFrame.GOING_AWAY, "the agent stops");
        }
        for (Session session : sessions.all()) {
            int pid = session.pid();
            if (pid > 0) {
                tree.endNow(
                        pid,
                        "SAC_SESSION_ID=" + session.id(),
                        grace.compareTo(Duration.ofSeconds(3)) > 0 ? Duration.ofSeconds(3) : grace);
            }
        }
        tree.endMarked("/hooks/" + local.hookKey(), Duration.ofMillis(500));
        flush(grace);
        heartbeat.end();
        prompts.close();
        conversations.close();
        output.close();
        doors.close();
        runFile.remove();
        over.countDown();
    }

    private void flush(Duration grace) {
        try {
            output.flush(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prepares the process itself: a session of its own, and orphans of the tree come here. */
    static void settle() {
        Processes.ownSession();
        Processes.adoptOrphans();
    }
}
