package io.sac.bench;

import io.sac.protocol.TerminalFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How fast a flood of output arrives: through the server, on the sidecar's own socket and on a real ttyd, in turn. Only
 * bytes that came in order count: their hash is compared, and a snapshot fails the run. Prints MB/s and the ratios.
 */
public final class BulkBench {
    private static final int ROUNDS = 5;
    private static final String START = "<<begin>>";
    private static final String SIZE = "{\"AuthToken\":\"\",\"columns\":80,\"rows\":24}";

    private BulkBench() {}

    public static void main(String[] arguments) throws Exception {
        int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8_000_000;
        byte[] expected = expected(lines);
        long bytes = bytes(lines);
        String flood = "stty raw -echo; printf '<<be''gin>>'; seq 1 " + lines;
        try (BenchSac sac = new BenchSac();
                FrameSocket ours = sac.throughServer(sac.session(), TerminalFrame.TTY_SAC_1);
                FrameSocket straight = sac.straight(sac.session(), TerminalFrame.TTY_SAC_1)) {
            String viewer = "{\"columns\":80,\"rows\":24,\"viewer\":\"%s\"}";
            ours.send(viewer.formatted(java.util.UUID.randomUUID()));
            straight.send(viewer.formatted(java.util.UUID.randomUUID()));
            Optional<Ttyd> ttyd = Ttyd.start("stty raw -echo; exec sh");
            try (FrameSocket direct = ttyd.isPresent() ? ttyd.get().connect() : null) {
                if (direct != null) {
                    direct.send(SIZE);
                }
                run(flood, expected, bytes, ours, straight, direct);
            } finally {
                ttyd.ifPresent(Ttyd::close);
            }
        }
    }

    private static void run(
            String flood,
            byte[] expected,
            long bytes,
            FrameSocket ours,
            FrameSocket straight,
            @org.jspecify.annotations.Nullable FrameSocket ttyd)
            throws Exception {
        double[] through = new double[ROUNDS];
        double[] own = new double[ROUNDS];
        double[] direct = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            through[round] = rate(ours, flood + "\r", expected, bytes);
            own[round] = rate(straight, flood + "\r", expected, bytes);
            // The plain shell behind ttyd, unlike one with line editing, sees the terminal as stty left it.
            direct[round] = ttyd == null ? Double.NaN : rate(ttyd, flood + "\n", expected, bytes);
            System.out.printf(
                    "round %d: ours %.0f MB/s, sidecar %.0f MB/s, ttyd %.0f MB/s%n",
                    round + 1, through[round], own[round], direct[round]);
        }
        System.out.printf(
                "bulk, median of %d: ours %.0f MB/s, ratio to the sidecar's socket %.2f, to ttyd %.2f%n",
                ROUNDS, median(through), median(through) / median(own), median(through) / median(direct));
    }

    private static double rate(FrameSocket socket, String flood, byte[] expected, long bytes) throws Exception {
        socket.send("0" + flood);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        StringBuilder before = new StringBuilder();
        long have = -1;
        long start = 0;
        while (have < bytes) {
            byte[] frame = socket.read();
            if (frame.length == 0 || frame[0] == TerminalFrame.STATE || frame[0] == TerminalFrame.TITLE) {
                continue;
            }
            if (frame[0] != TerminalFrame.OUTPUT) {
                if (have >= 0) {
                    throw new IOException("a snapshot in the middle of the flood");
                }
                continue;
            }
            int at = 1;
            if (have < 0) {
                before.append(new String(frame, 1, frame.length - 1, StandardCharsets.ISO_8859_1));
                int begin = before.indexOf(START);
                if (begin < 0) {
                    continue;
                }
                at = frame.length - (before.length() - begin - START.length());
                have = 0;
                start = System.nanoTime();
            }
            int part = (int) Math.min(frame.length - at, bytes - have);
            digest.update(frame, at, part);
            have += part;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        byte[] hash = digest.digest();
        if (!Arrays.equals(hash, expected)) {
            throw new IOException("other bytes arrived: " + HexFormat.of().formatHex(hash));
        }
        return bytes / 1e6 / seconds;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static byte[] expected(int lines) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 1; i <= lines; i++) {
            digest.update((i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return digest.digest();
    }

    private static long bytes(int lines) {
        long bytes = 0;
        for (int i = 1; i <= lines; i++) {
            bytes += Integer.toString(i).length() + 1;
        }
        return bytes;
    }
}
