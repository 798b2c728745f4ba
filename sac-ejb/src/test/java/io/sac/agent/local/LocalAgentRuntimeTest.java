package io.sac.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.agent.AgentRuntime;
import io.sac.agent.AgentRuntimeContract;
import io.sac.agent.AgentSpec;
import io.sac.agent.AgentStartException;
import io.sac.harness.HarnessCatalog;
import io.sac.harness.HarnessPrograms;
import io.sac.harness.HarnessSettings;
import io.sac.outbound.OutboundProxy;
import io.sac.outbound.OutboundSettings;
import io.sac.platform.Json;
import io.sac.platform.KeyRing;
import io.sac.protocol.AgentToken;
import io.sac.provider.ProviderCatalog;
import io.sac.sandbox.SidecarAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class LocalAgentRuntimeTest implements AgentRuntimeContract {
    @TempDir
    Path home;

    private final LinkedBlockingQueue<Long> exits = new LinkedBlockingQueue<>();
    private LocalAgentRuntime runtime;

    @BeforeEach
    void prepare() throws IOException {
        Path jars = Files.createDirectories(home.resolve("built"));
        jar(jars.resolve("a-sidecar.jar"), io.sac.sidecar.Main.class, "io/sac/sidecar/");
        jar(jars.resolve("b-protocol.jar"), AgentToken.class, "io/sac/protocol/");
        runtime = runtime();
    }

    /** As a server does when it starts. */
    private LocalAgentRuntime runtime() {
        return new LocalAgentRuntime(
                new LocalSettings(
                        home,
                        URI.create("http://127.0.0.1:9"),
                        home.resolve("built"),
                        1L << 30,
                        100,
                        Duration.ofSeconds(60)),
                new HarnessCatalog(),
                new HarnessPrograms(
                        new HarnessSettings(home.resolve("harnesses"), Optional.empty(), Map.of()),
                        new OutboundSettings(OutboundProxy.NONE, null)),
                new KeyRing(new KeyRing.Keys("k1", Map.of("k1", new byte[32]))),
                exits::add);
    }

    @AfterEach
    void stop() {
        runtime.running().forEach(agentId -> runtime.stop(agentId, Duration.ofSeconds(1)));
    }

    @Override
    public AgentRuntime testee() {
        return runtime;
    }

    @Override
    public void crash(long agentId) {
        ProcessHandle process = process(agentId);
        process.destroyForcibly();
        assertThat(AgentProcesses.awaitEnd(process, Duration.ofSeconds(10))).isTrue();
    }

    private ProcessHandle process(long agentId) {
        return ProcessHandle.of(run(agentId).path("pid").asLong()).orElseThrow();
    }

    private JsonNode run(long agentId) {
        try {
            return Json.mapper().readTree(Files.readString(home.resolve("agents/" + agentId + "/sidecar.run.json")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anotherServerShouldAdoptWhatRuns() throws Exception {
        SidecarAddress first = runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        LocalAgentRuntime next = runtime();
        assertThat(next.locate(1)).contains(first);
        assertThat(next.start(AgentRuntimeContract.spec(1, 1), new Stages())).isEqualTo(first);
    }

    @Test
    void aSidecarWithoutARunFileShouldBeFoundByItsCommandLine() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        assertThat(AgentProcesses.startedWith(home.resolve("agents/1/sidecar.json")))
                .contains(process(1));
    }

    @Test
    void itShouldRunInASessionOfItsOwn() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        String stat = Files.readString(Path.of("/proc", Long.toString(process(1).pid()), "stat"));
        String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
        assertThat(session).isEqualTo(Long.toString(process(1).pid()));
    }

    @Test
    void stopShouldEndTheWholeTree() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        List<ProcessHandle> tree = process(1).descendants().toList();
        assertThat(tree).isNotEmpty();
        runtime.stop(1, Duration.ofSeconds(5));
        assertThat(tree).noneMatch(AgentProcesses::isAlive);
    }

    @Test
    void programsOfADeadSidecarShouldEndWithTheNextStart() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put("HOME", home.resolve("agents/1/home").toString());
        Process stray = builder.start();
        crash(1);
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        assertThat(AgentProcesses.awaitEnd(stray.toHandle(), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Test
    void anUnwantedEndShouldBeReported() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        crash(1);
        assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo(1L);
    }

    @Test
    void filesShouldBePrivateAndWithoutTheServersSecrets() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        Path agent = home.resolve("agents/1");
        for (String folder : List.of("", "home", "workspace", "sidecar")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.resolve(folder))))
                    .isEqualTo("rwx------");
        }
        for (String file : List.of("tokens", "sidecar.json", "home/.bashrc")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.resolve(file))))
                    .isEqualTo("rw-------");
        }
        JsonNode environment = Json.mapper()
                .readTree(Files.readString(agent.resolve("sidecar.json")))
                .at("/cli/environment");
        assertThat(environment.propertyNames())
                .contains("PATH", "HOME", "LANG", "TERM")
                .noneMatch(name -> name.startsWith("SAC_") || name.startsWith("DB_") || name.contains("SECRET"));
        String ofTheProcess =
                Files.readString(Path.of("/proc", Long.toString(process(1).pid()), "environ"));
        assertThat(Stream.of(ofTheProcess.split("\0")).map(entry -> entry.split("=", 2)[0]))
                .containsOnly("PATH", "LANG");
    }

    @Test
    void whatAPersonChangedInTheirShellShouldStay() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        runtime.stop(1, Duration.ofSeconds(5));
        Files.writeString(home.resolve("agents/1/home/.bashrc"), "mine");
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        assertThat(home.resolve("agents/1/home/.bashrc")).hasContent("mine");
    }

    @Test
    void aSidecarThatDoesNotComeUpShouldBeExplainedWithItsLog() {
        AgentSpec spec = new AgentSpec(
                1,
                1,
                "Ada",
                "shell",
                "",
                null,
                new ProviderCatalog().get("demo").access(null, null, null, null, null),
                Map.of("BREAK_ME", "1"),
                8);
        assertThatThrownBy(() -> runtime.start(spec, new Stages()))
                .isInstanceOfSatisfying(AgentStartException.class, e -> {
                    assertThat(e.reason().code()).isEqualTo("start_failed");
                    assertThat(e.reason().log()).contains("told to break");
                });
        assertThat(runtime.locate(1)).isEmpty();
    }

    @Test
    void deleteShouldRemoveFilesButNotWhatLinksLeadTo() throws Exception {
        runtime.start(AgentRuntimeContract.spec(1, 1), new Stages());
        Path outside = Files.writeString(home.resolve("outside.txt"), "stays");
        Files.createSymbolicLink(home.resolve("agents/1/workspace/link"), outside);
        Path closed = Files.createDirectories(home.resolve("agents/1/workspace/closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        runtime.delete(1, true);
        assertThat(home.resolve("agents/1")).doesNotExist();
        assertThat(outside).hasContent("stays");
    }

    private static void jar(Path jar, Class<?> from, String prefix) throws IOException {
        Path source = Path.of(URI.create(
                from.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (Files.isRegularFile(source)) {
            Files.copy(source, jar);
            return;
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> classes = Files.walk(source.resolve(prefix))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(source.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
            zip.putNextEntry(new ZipEntry("io/sac/sidecar/hook.sh"));
            zip.write("#!/bin/bash\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
