package io.sac.agent.local;

import io.sac.agent.AgentRuntime;
import io.sac.agent.AgentSpec;
import io.sac.agent.AgentStartException;
import io.sac.agent.Reason;
import io.sac.agent.RuntimeCapabilities;
import io.sac.agent.StageId;
import io.sac.agent.StageListener;
import io.sac.agent.StartCancelledException;
import io.sac.harness.HarnessCatalog;
import io.sac.harness.HarnessDescriptor;
import io.sac.harness.HarnessPrograms;
import io.sac.harness.InstallException;
import io.sac.harness.InstallProgress;
import io.sac.harness.ProgramSearch;
import io.sac.platform.Adapter;
import io.sac.platform.Json;
import io.sac.platform.KeyRing;
import io.sac.sandbox.SidecarAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Runs each agent as a sidecar that is a child process of this server, in a session of its own. It outlives the server;
 * the next one finds it by its run file, or by its command line when it has not written one yet, and lets it prove
 * itself. All agents here run as the same user: this is one trust domain.
 */
@ApplicationScoped
@Adapter("local")
public class LocalAgentRuntime implements AgentRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAgentRuntime.class);
    private static final long LOG_LIMIT = 5 << 20;
    private static final long STEP_NANOS = 20_000_000;
    private static final int LOG_LINES = 20;
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final LocalSettings settings;
    private final HarnessCatalog harnesses;
    private final HarnessPrograms programs;
    private final SidecarCalls calls;
    private final AgentLocks locks;
    private final LocalLimits limits;
    private final Set<ProcessHandle> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean training = new AtomicBoolean();
    private final LongConsumer exited;

    @Inject
    public LocalAgentRuntime(
            LocalSettings settings,
            HarnessCatalog harnesses,
            HarnessPrograms programs,
            KeyRing keys,
            SidecarExits exits) {
        this(settings, harnesses, programs, keys, exits::report);
    }

    LocalAgentRuntime(
            LocalSettings settings,
            HarnessCatalog harnesses,
            HarnessPrograms programs,
            KeyRing keys,
            LongConsumer exited) {
        this.settings = settings;
        this.harnesses = harnesses;
        this.programs = programs;
        this.calls = new SidecarCalls(keys);
        this.locks = new AgentLocks(settings.agents().resolve(".locks"));
        this.limits = LocalLimits.probe(settings.memoryBytes(), settings.processes());
        this.exited = exited;
        tellWhereTheServerIs();
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected LocalAgentRuntime() {
        this.settings = null;
        this.harnesses = null;
        this.programs = null;
        this.calls = null;
        this.locks = null;
        this.limits = null;
        this.exited = agentId -> {};
    }

    /** Sidecars of an earlier server read it when they do not reach that one any more. */
    private void tellWhereTheServerIs() {
        try {
            AgentFolder.writePrivate(settings.serverFile(), settings.server() + "\n");
        } catch (IOException e) {
            LOG.warn("{} cannot be written; sidecars go on with the address they have", settings.serverFile(), e);
        }
    }

    @Override
    public RuntimeCapabilities capabilities() {
        return new RuntimeCapabilities(limits.areReal(), limits.areReal(), false);
    }

    @Override
    public SidecarAddress start(AgentSpec spec, StageListener stages)
            throws AgentStartException, StartCancelledException {
        try (var held = locks.hold(spec.agentId())) {
            stages.at(StageId.PREPARING);
            AgentFolder folder = folder(spec.agentId());
            Optional<SidecarAddress> living = adopt(spec, folder, stages);
            if (living.isPresent()) {
                return living.get();
            }
            return startAnew(spec, folder, stages);
        } catch (IOException e) {
            throw explained(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartCancelledException();
        }
    }

    /** The sandbox that runs already, if it is of this generation and proves itself; any other is ended. */
    private Optional<SidecarAddress> adopt(AgentSpec spec, AgentFolder folder, StageListener stages)
            throws IOException, InterruptedException, StartCancelledException {
        Optional<ProcessHandle> process = process(folder);
        if (process.isEmpty()) {
            AgentProcesses.endStrays(folder.home());
            return Optional.empty();
        }
        int generation = generation(folder);
        if (generation == spec.generation()) {
            Optional<SidecarAddress> address = awaitProof(spec.agentId(), generation, folder, process.get(), stages);
            if (address.isPresent()) {
                LOG.info(
                        "agent {}: adopted process {}",
                        spec.agentId(),
                        process.get().pid());
                watch(spec.agentId(), process.get());
                return address;
            }
        }
        LOG.warn(
                "agent {}: process {} does not prove itself and is replaced",
                spec.agentId(),
                process.get().pid());
        end(folder, process.get());
        return Optional.empty();
    }

    private SidecarAddress startAnew(AgentSpec spec, AgentFolder folder, StageListener stages)
            throws IOException, InterruptedException, AgentStartException, StartCancelledException {
        HarnessDescriptor harness = harnesses
                .find(spec.harness())
                .orElseThrow(() -> failed(
                        "program_missing",
                        "This agent's program is not known here any more. Choose another one in its settings.",
                        Reason.OPEN_SETTINGS,
                        null));
        folder.create();
        Path program = provide(harness, stages);
        checkWanted(stages);
        stages.at(StageId.STARTING);
        SidecarProgram sidecar = sidecar();
        SidecarFiles files = new SidecarFiles(settings, folder, spec, harness);
        files.write(program, sidecar.hook(), calls.tokenFile(spec.agentId(), spec.generation()));
        Process process = launch(sidecar, folder);
        boolean good = false;
        try {
            watch(spec.agentId(), process.toHandle());
            stages.at(StageId.CONNECTING);
            SidecarAddress address = awaitProof(spec.agentId(), spec.generation(), folder, process.toHandle(), stages)
                    .orElseThrow(() -> notUp(folder));
            good = true;
            trainLater(sidecar);
            return address;
        } finally {
            if (!good) {
                end(folder, process.toHandle());
            }
        }
    }

    private Path provide(HarnessDescriptor harness, StageListener stages)
            throws AgentStartException, StartCancelledException {
        if (!programs.isInstalled(harness)) {
            stages.at(StageId.INSTALLING, null, harness.name());
        }
        try {
            return programs.provide(harness, new InstallProgress() {
                @Override
                public void at(@Nullable Integer percent, String message) {
                    stages.at(StageId.INSTALLING, percent, message + " " + harness.name());
                }

                @Override
                public boolean cancelled() {
                    return stages.cancelled();
                }
            });
        } catch (InstallException e) {
            if (e.why() == InstallException.Cause.CANCELLED) {
                throw new StartCancelledException();
            }
            throw switch (e.why()) {
                case NO_NETWORK -> failed("no_network", e, Reason.RETRY);
                case DISK_FULL -> failed("disk_full", e, Reason.RETRY);
                case INTEGRITY -> failed("integrity", e, Reason.RETRY);
                case PROGRAM_MISSING -> failed("program_missing", e, Reason.ASK_ADMINISTRATOR);
                case UNSUPPORTED -> failed("unsupported", e, Reason.ASK_ADMINISTRATOR);
                case CANCELLED, INSTALL_FAILED -> failed("install_failed", e, Reason.RETRY);
            };
        }
    }

    private SidecarProgram sidecar() throws IOException, AgentStartException {
        Path jars = settings.sidecarJars()
                .filter(Files::isDirectory)
                .orElseThrow(() -> failed(
                        "program_missing",
                        "SAC's own helper program is missing. Ask an administrator to check SAC_SIDECAR_JARS.",
                        Reason.ASK_ADMINISTRATOR,
                        null));
        return SidecarProgram.install(jars, settings.sidecars());
    }

    private Process launch(SidecarProgram sidecar, AgentFolder folder) throws IOException {
        Files.deleteIfExists(folder.runFile());
        folder.rotateLog(LOG_LIMIT);
        List<String> command = limits.around(ownSession(sidecar.command(folder.config())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        var machine = new ProcessBuilder().environment();
        SidecarProgram.clean(builder);
        for (String name : limits.neededVariables()) {
            String value = machine.get(name);
            if (value != null) {
                builder.environment().put(name, value);
            }
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** So that Ctrl-C in the server's terminal never reaches it, not even in its first moments. */
    private static List<String> ownSession(List<String> command) {
        Optional<Path> setsid = ProgramSearch.find("setsid");
        return setsid.isEmpty()
                ? command
                : Stream.concat(Stream.of(setsid.get().toString()), command.stream())
                        .toList();
    }

    /** Waits until the process has written where it listens and has proven itself there. */
    private Optional<SidecarAddress> awaitProof(
            long agentId, int generation, AgentFolder folder, ProcessHandle process, StageListener stages)
            throws IOException, InterruptedException, StartCancelledException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (AgentProcesses.isAlive(process) && System.nanoTime() - deadline < 0) {
            Optional<RunFile> run = runFile(folder).filter(file -> file.pid() == process.pid());
            if (run.isPresent()) {
                SidecarAddress address = address(agentId, generation, run.get());
                if (proves(address)) {
                    return Optional.of(address);
                }
            }
            checkWanted(stages);
            LockSupport.parkNanos(STEP_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return Optional.empty();
    }

    private boolean proves(SidecarAddress address) throws InterruptedException {
        try {
            return calls.proves(address);
        } catch (IOException e) {
            LOG.debug("agent {}: port {} does not answer yet", address.agentId(), address.port(), e);
            return false;
        }
    }

    private static void checkWanted(StageListener stages) throws StartCancelledException {
        if (stages.cancelled()) {
            throw new StartCancelledException();
        }
    }

    @Override
    public void stop(long agentId, Duration grace) {
        try (var held = locks.hold(agentId)) {
            LOG.debug("agent {}: stopping under {}", agentId, held);
            AgentFolder folder = folder(agentId);
            Optional<ProcessHandle> process = process(folder);
            if (process.isPresent()) {
                askToEnd(agentId, folder, process.get(), grace);
                end(folder, process.get());
            }
            AgentProcesses.endStrays(folder.home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void askToEnd(long agentId, AgentFolder folder, ProcessHandle process, Duration grace) throws IOException {
        Optional<RunFile> run = runFile(folder).filter(file -> file.pid() == process.pid());
        try {
            boolean asked = run.isPresent() && calls.shutdown(address(agentId, generation(folder), run.get()), grace);
            if (asked) {
                AgentProcesses.awaitEnd(process, grace.plusSeconds(5));
            }
        } catch (IOException e) {
            LOG.info("agent {}: cannot be asked to end ({}), so it is ended", agentId, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(AgentFolder folder, ProcessHandle process) throws IOException {
        AgentProcesses.endTree(process);
        AgentProcesses.endStrays(folder.home());
        Files.deleteIfExists(folder.runFile());
    }

    @Override
    public void delete(long agentId, boolean withFiles) {
        stop(agentId, Duration.ofSeconds(2));
        if (withFiles) {
            try (var held = locks.hold(agentId)) {
                LOG.debug("agent {}: removing under {}", agentId, held);
                folder(agentId).remove();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Optional<SidecarAddress> locate(long agentId) {
        AgentFolder folder = folder(agentId);
        try {
            Optional<RunFile> run = runFile(folder);
            Optional<ProcessHandle> process = run.flatMap(RunFile::process);
            if (run.isEmpty() || process.isEmpty()) {
                return Optional.empty();
            }
            watch(agentId, process.get());
            return Optional.of(address(agentId, generation(folder), run.get()));
        } catch (IOException e) {
            LOG.warn("agent {}: its run file cannot be read", agentId, e);
            return Optional.empty();
        }
    }

    @Override
    public Set<Long> running() {
        Set<Long> running = new HashSet<>();
        if (!Files.isDirectory(settings.agents())) {
            return running;
        }
        try (Stream<Path> folders = Files.list(settings.agents())) {
            folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> ID.matcher(name).matches())
                    .map(Long::valueOf)
                    .filter(agentId -> locate(agentId).isPresent())
                    .forEach(running::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return running;
    }

    private AgentFolder folder(long agentId) {
        return new AgentFolder(settings.agents().resolve(Long.toString(agentId)));
    }

    /** What a sidecar writes beside its folder when it listens. */
    private record RunFile(long pid, Instant startedAt, int port) {
        Optional<ProcessHandle> process() {
            return AgentProcesses.find(pid, startedAt);
        }
    }

    private static Optional<RunFile> runFile(AgentFolder folder) throws IOException {
        String text = AgentFolder.readIfThere(folder.runFile());
        if (text == null) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.mapper().readTree(text);
            return Optional.of(new RunFile(
                    json.path("pid").asLong(0),
                    Instant.ofEpochMilli(json.path("started_at").asLong(0)),
                    json.path("port").asInt(0)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessHandle> process(AgentFolder folder) throws IOException {
        Optional<ProcessHandle> known = runFile(folder).flatMap(RunFile::process);
        return known.isPresent() ? known : AgentProcesses.startedWith(folder.config());
    }

    private static int generation(AgentFolder folder) throws IOException {
        String text = AgentFolder.readIfThere(folder.config());
        try {
            return text == null
                    ? 0
                    : Json.mapper().readTree(text).path("generation").asInt(0);
        } catch (JacksonException e) {
            return 0;
        }
    }

    private static SidecarAddress address(long agentId, int generation, RunFile run) {
        return new SidecarAddress(agentId, generation, "127.0.0.1", run.port());
    }

    /** Reports the process's end, once for each process, whoever started it. */
    private void watch(long agentId, ProcessHandle process) {
        if (watched.add(process)) {
            process.onExit().thenAccept(ended -> {
                watched.remove(ended);
                exited.accept(agentId);
            });
        }
    }

    private void trainLater(SidecarProgram sidecar) {
        if (training.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("sidecar training").start(() -> {
                try {
                    sidecar.train();
                } catch (IOException | RuntimeException e) {
                    LOG.info("the sidecar's start could not be learnt", e);
                }
            });
        }
    }

    private static AgentStartException notUp(AgentFolder folder) {
        return failed(
                "start_failed",
                "The agent's helper program did not come up. Try again; the details say why.",
                Reason.RETRY,
                lastLines(folder.log()));
    }

    private static @Nullable String lastLines(Path log) {
        try {
            String text = AgentFolder.readIfThere(log);
            if (text == null) {
                return null;
            }
            List<String> lines = text.lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    private static AgentStartException explained(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left") || text.contains("Disk quota")) {
            return new AgentStartException(
                    new Reason(
                            "disk_full",
                            "There is no space left on the disk. Free some, then try again.",
                            Reason.RETRY,
                            null),
                    e);
        }
        return new AgentStartException(
                new Reason(
                        "start_failed",
                        "The agent's folder could not be prepared. Try again; the details say why.",
                        Reason.RETRY,
                        text),
                e);
    }

    private static AgentStartException failed(String code, InstallException why, String action) {
        return new AgentStartException(new Reason(code, String.valueOf(why.getMessage()), action, why.log()), why);
    }

    private static AgentStartException failed(String code, String message, String action, @Nullable String log) {
        return new AgentStartException(new Reason(code, message, action, log));
    }
}
