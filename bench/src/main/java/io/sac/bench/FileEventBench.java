package io.sac.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long after a program closed a file the browser hears of it, one file at a time and in bursts of twenty. What it is
 * compared with, in turn, is how long a change made through the API takes to come as an event.
 */
public final class FileEventBench {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long GIVE_UP_NANOS = 30_000_000_000L;
    private static final int BURST = 20;
    private static final byte[] CONTENT =
            "one line of a small file\n".repeat(40).getBytes(StandardCharsets.US_ASCII);

    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    private FileEventBench() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        new FileEventBench().run(rounds);
    }

    private void run(int rounds) throws Exception {
        try (BenchSac sac = new BenchSac();
                HttpClient http = HttpClient.newHttpClient();
                InputStream events = follow(http, sac)) {
            sac.session();
            Path folder = Files.createDirectories(sac.output().resolve("bench"));
            Thread.ofPlatform().daemon().start(() -> read(events));
            measure(sac, folder, "warm-", 20);
            System.out.println("warm");
            measure(sac, folder, "file-", rounds);
            http.shutdownNow();
        }
    }

    private void measure(BenchSac sac, Path folder, String prefix, int rounds) throws Exception {
        List<Long> files = new ArrayList<>();
        List<Long> calls = new ArrayList<>();
        List<Long> bursts = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            String name = prefix + i;
            files.add(await(name, write(folder, name)));
            LockSupport.parkNanos(100_000_000);
            String agent = "Bench " + name;
            long before = System.nanoTime();
            sac.call("PUT", "api/agents/" + sac.agent(), "{\"name\": \"%s\"}".formatted(agent));
            calls.add(await(agent, before));
            LockSupport.parkNanos(100_000_000);
        }
        for (int round = 0; round < Math.max(1, rounds / BURST); round++) {
            List<Long> closed = new ArrayList<>();
            for (int i = 0; i < BURST; i++) {
                closed.add(write(folder, prefix + "burst-" + round + "-" + i));
            }
            for (int i = 0; i < BURST; i++) {
                bursts.add(await(prefix + "burst-" + round + "-" + i, closed.get(i)));
            }
        }
        print("file closed -> event", files, calls);
        print("burst of %d, each".formatted(BURST), bursts, calls);
        print("API call -> event", calls, calls);
    }

    private static long write(Path folder, String name) throws IOException {
        Files.write(folder.resolve(name), CONTENT);
        return System.nanoTime();
    }

    private long await(String name, long since) {
        while (true) {
            Long at = arrivals.get(name);
            if (at != null) {
                return at - since;
            }
            if (System.nanoTime() - since > GIVE_UP_NANOS) {
                throw new IllegalStateException("no event of " + name);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    private static void print(String what, List<Long> nanos, List<Long> reference) {
        double p50 = percentile(nanos, 50);
        double p95 = percentile(nanos, 95);
        System.out.printf(
                "%-22s p50 %6.1f ms  p95 %6.1f ms  max %6.1f ms   ratio to an API call's event: p50 %.2f  p95 %.2f%n",
                what,
                p50,
                p95,
                percentile(nanos, 100),
                p50 / percentile(reference, 50),
                p95 / percentile(reference, 95));
    }

    private static double percentile(List<Long> nanos, int percent) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    private static InputStream follow(HttpClient http, BenchSac sac) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(
                HttpRequest.newBuilder(sac.sac().url("api/events"))
                        .header("Authorization", "Bearer " + sac.sac().administratorToken())
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException("api/events answered " + answer.statusCode());
        }
        return answer.body();
    }

    private void read(InputStream events) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    long now = System.nanoTime();
                    names(JSON.readTree(line.substring(5))).forEach(name -> arrivals.putIfAbsent(name, now));
                }
            }
        } catch (IOException e) {
            // The end of the run cuts the stream.
        }
    }

    private static List<String> names(JsonNode event) {
        JsonNode data = event.path("data");
        return switch (event.path("type").asString()) {
            case "agent.updated" -> List.of(data.path("name").asString());
            case "output.changed" -> {
                String path = data.path("path").asString();
                yield List.of(path.substring(path.lastIndexOf('/') + 1));
            }
            default -> List.of();
        };
    }
}
