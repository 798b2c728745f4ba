package io.sac.bench;

import io.sac.protocol.TerminalFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a key takes to come back: through the server, on the sidecar's own socket and on a real ttyd, in turn and at
 * one pace, in one run. Prints median and 99th percentile of each and the ratios to the sidecar's socket.
 */
public final class KeystrokeBench {
    private static final String ECHO = "stty raw -echo; exec cat";
    private static final String SIZE = "{\"AuthToken\":\"\",\"columns\":80,\"rows\":24}";
    private static final int FIRST_KEYS = 20;

    private KeystrokeBench() {}

    public static void main(String[] arguments) throws Exception {
        int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 600;
        try (BenchSac sac = new BenchSac();
                FrameSocket ours = sac.throughServer(sac.session(), TerminalFrame.TTY);
                FrameSocket straight = sac.straight(sac.session(), TerminalFrame.TTY)) {
            Optional<Ttyd> ttyd = Ttyd.start(ECHO);
            try {
                Map<String, FrameSocket> all = new LinkedHashMap<>();
                all.put("ours", ours);
                all.put("sidecar", straight);
                if (ttyd.isPresent()) {
                    all.put("ttyd", ttyd.get().connect());
                }
                for (Map.Entry<String, FrameSocket> one : all.entrySet()) {
                    prepare(one.getValue(), one.getKey().equals("ttyd"));
                }
                first(ours);
                for (int rate : new int[] {20, 100}) {
                    measure(all, rate, keys);
                }
            } finally {
                ttyd.ifPresent(Ttyd::close);
            }
        }
    }

    private static void prepare(FrameSocket socket, boolean echoes) throws IOException {
        socket.send(SIZE);
        if (!echoes) {
            socket.send("0" + ECHO.replace("exec", "printf 'RE''ADY'; exec") + "\r");
            await(socket, "READY");
        }
        echo(socket, 'w');
    }

    private static void first(FrameSocket socket) throws IOException {
        long slowest = 0;
        for (int i = 0; i < FIRST_KEYS; i++) {
            slowest = Math.max(slowest, echo(socket, (char) ('a' + i)));
            LockSupport.parkNanos(50_000_000);
        }
        System.out.printf("first %d keys after the start: slowest %.2f ms%n", FIRST_KEYS, slowest / 1e6);
    }

    private static void measure(Map<String, FrameSocket> all, int rate, int keys) throws IOException {
        Map<String, List<Long>> times = new LinkedHashMap<>();
        long pause = 1_000_000_000L / rate / all.size();
        long next = System.nanoTime();
        for (int i = 0; i < keys; i++) {
            for (Map.Entry<String, FrameSocket> one : all.entrySet()) {
                next += pause;
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                } else {
                    next = System.nanoTime();
                }
                times.computeIfAbsent(one.getKey(), name -> new ArrayList<>())
                        .add(echo(one.getValue(), (char) ('a' + i % 26)));
            }
        }
        print(rate, times);
    }

    private static void print(int rate, Map<String, List<Long>> times) {
        double[] reference = percentiles(times.getOrDefault("sidecar", List.of()));
        times.forEach((name, list) -> {
            double[] own = percentiles(list);
            System.out.printf(
                    "%d keys/s %-8s p50 %7.1f us  p99 %8.1f us   ratio to the sidecar's socket: p50 %.2f  p99 %.2f%n",
                    rate, name, own[0], own[1], own[0] / reference[0], own[1] / reference[1]);
        });
    }

    private static double[] percentiles(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3};
    }

    private static long echo(FrameSocket socket, char key) throws IOException {
        byte[] frame = {TerminalFrame.INPUT, (byte) key};
        long start = System.nanoTime();
        socket.send(2, frame);
        while (true) {
            byte[] answer = socket.read();
            if (answer.length > 1 && answer[0] == TerminalFrame.OUTPUT && answer[answer.length - 1] == (byte) key) {
                return System.nanoTime() - start;
            }
        }
    }

    private static void await(FrameSocket socket, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            byte[] frame = socket.read();
            if (frame.length > 0 && frame[0] == TerminalFrame.OUTPUT) {
                seen.append(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
            }
        }
    }
}
