package io.sac.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.sandbox.SidecarSocket;
import io.sac.sandbox.WebSocketDial;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalRelayTest {
    private final FakeViewer viewer = new FakeViewer();
    private final AtomicInteger ends = new AtomicInteger();
    private Socket far;
    private DataInputStream fromRelay;
    private DataOutputStream toRelay;
    private TerminalRelay relay;
    private Thread thread;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
            far = listener.accept();
            SidecarSocket upstream = WebSocketDial.over(near);
            relay = new TerminalRelay(
                    viewer, upstream, code -> code == 4404 ? 1012 : code, ended -> ends.incrementAndGet());
        }
        fromRelay = new DataInputStream(far.getInputStream());
        toRelay = new DataOutputStream(far.getOutputStream());
        thread = Thread.ofPlatform().start(relay);
    }

    @AfterEach
    void disconnect() throws Exception {
        far.close();
        viewer.release.countDown();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(ends).hasValue(1);
    }

    @Test
    void outputShouldPassUnchangedWhateverItsSizeAndFragments() throws Exception {
        byte[] bytes = new byte[1_500_000];
        new Random(1).nextBytes(bytes);
        int at = 0;
        for (int size : new int[] {1, 125, 126, 65_535, 65_536, 300_000, 1_000_000}) {
            frame(true, 2, Arrays.copyOfRange(bytes, at, at + size));
            at += size;
        }
        frame(false, 2, Arrays.copyOfRange(bytes, at, at + 10));
        frame(false, 0, Arrays.copyOfRange(bytes, at + 10, at + 20));
        frame(true, 0, Arrays.copyOfRange(bytes, at + 20, at + 30));
        int all = at + 30;

        await(() -> viewer.bytes().length == all);

        assertThat(viewer.bytes()).isEqualTo(Arrays.copyOf(bytes, all));
        assertThat(viewer.lasts).endsWith(true, false, false, true);
        assertThat(relay.bytesFromAgent()).isEqualTo(all);
    }

    @Test
    void inputShouldPassMaskedAndInItsFragments() throws Exception {
        relay.binary(ByteBuffer.wrap("0hel".getBytes(StandardCharsets.UTF_8)), false);
        relay.binary(ByteBuffer.wrap("lo".getBytes(StandardCharsets.UTF_8)), true);
        relay.text("{\"columns\": 80}", true);

        assertThat(read()).isEqualTo("2 false 0hel");
        assertThat(read()).isEqualTo("0 true lo");
        assertThat(read()).isEqualTo("1 true {\"columns\": 80}");
    }

    @Test
    void messageOfMoreThanOneMebibyteShouldEndIt() throws Exception {
        byte[] part = new byte[600_000];
        Thread reader = Thread.startVirtualThread(this::drain);

        relay.binary(ByteBuffer.wrap(part), false);
        relay.binary(ByteBuffer.wrap(part), false);

        await(() -> viewer.closed != 0);
        assertThat(viewer.closed).isEqualTo(4413);
        reader.interrupt();
    }

    @Test
    void manySmallMessagesShouldNotCountAsOne() throws Exception {
        Thread.startVirtualThread(this::drain);
        for (int i = 0; i < 40; i++) {
            relay.binary(ByteBuffer.wrap(new byte[60_000]), true);
        }
        assertThat(viewer.closed).isZero();
        assertThat(relay.bytesFromViewer()).isEqualTo(2_400_000);
    }

    @Test
    void codesOfTheAgentShouldReachTheViewer() throws Exception {
        frame(true, 8, new byte[] {0x11, 0x39, 'e', 'n', 'd'});

        await(() -> viewer.closed != 0);

        assertThat(viewer.closed).isEqualTo(4409);
        assertThat(viewer.reason).isEqualTo("end");
    }

    @Test
    void sessionThatTheSidecarLostShouldBeTriedAgain() throws Exception {
        frame(true, 8, new byte[] {0x11, 0x34});

        await(() -> viewer.closed != 0);

        assertThat(viewer.closed).isEqualTo(1012);
    }

    @Test
    void agentThatGoesAwayShouldMakeTheViewerComeAgain() throws Exception {
        far.close();

        await(() -> viewer.closed != 0);

        assertThat(viewer.closed).isEqualTo(1012);
    }

    @Test
    void closeOfTheViewerShouldReachTheAgent() throws Exception {
        relay.viewerClosed(1000);

        assertThat(fromRelay.readUnsignedByte()).isEqualTo(0x88);
        assertThat(fromRelay.readUnsignedByte() & 0x7f).isEqualTo(2);
        byte[] mask = fromRelay.readNBytes(4);
        int code = ((fromRelay.readUnsignedByte() ^ mask[0]) & 0xff) << 8
                | ((fromRelay.readUnsignedByte() ^ mask[1]) & 0xff);
        assertThat(code).isEqualTo(1000);
        assertThat(fromRelay.read()).isEqualTo(-1);
        assertThat(viewer.closed).as("nobody is there to be told").isZero();
    }

    @Test
    void pingsOfTheAgentShouldBeAnswered() throws Exception {
        frame(true, 9, new byte[] {'h', 'i'});

        assertThat(read()).isEqualTo("10 true hi");
        assertThat(viewer.bytes()).isEmpty();
    }

    @Test
    void slowViewerShouldBeFeltByTheAgentAndCostNoMemory() throws Exception {
        viewer.holdUp();
        byte[] block = new byte[64 * 1024];
        AtomicInteger written = new AtomicInteger();
        Thread agent = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 4_000; i++) {
                    frame(true, 2, block);
                    written.incrementAndGet();
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        await(() -> written.get() > 5 && settled(written));

        assertThat(written.get()).isLessThan(1_000);
        viewer.release.countDown();
        await(() -> viewer.size == 4_000L * block.length);
        agent.join();
    }

    private static boolean settled(AtomicInteger count) {
        int before = count.get();
        LockSupport.parkNanos(200_000_000);
        return count.get() == before;
    }

    private void drain() {
        try {
            fromRelay.skipNBytes(Long.MAX_VALUE);
        } catch (IOException e) {
            // The test is over.
        }
    }

    private synchronized void frame(boolean last, int opcode, byte[] payload) throws IOException {
        toRelay.writeByte((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            toRelay.writeByte(payload.length);
        } else if (payload.length < 65_536) {
            toRelay.writeByte(126);
            toRelay.writeShort(payload.length);
        } else {
            toRelay.writeByte(127);
            toRelay.writeLong(payload.length);
        }
        toRelay.write(payload);
    }

    private String read() throws IOException {
        int first = fromRelay.readUnsignedByte();
        int length = fromRelay.readUnsignedByte();
        assertThat(length & 0x80).as("masked").isNotZero();
        byte[] mask = fromRelay.readNBytes(4);
        byte[] payload = fromRelay.readNBytes(length & 0x7f);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return (first & 0x0f) + " " + ((first & 0x80) != 0) + " " + new String(payload, StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static final class FakeViewer implements TerminalClient {
        final CountDownLatch release = new CountDownLatch(1);
        final List<Boolean> lasts = new CopyOnWriteArrayList<>();
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        volatile long size;
        volatile int closed;
        volatile String reason = "";
        private volatile boolean slow;

        void holdUp() {
            slow = true;
        }

        synchronized byte[] bytes() {
            return taken.toByteArray();
        }

        @Override
        public void sendBinary(ByteBuffer part, boolean last) throws IOException {
            if (slow) {
                hold();
            }
            size += part.remaining();
            synchronized (this) {
                if (!slow) {
                    byte[] bytes = new byte[part.remaining()];
                    part.get(bytes);
                    taken.writeBytes(bytes);
                    lasts.add(last);
                }
            }
        }

        private void hold() throws IOException {
            try {
                assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void sendText(String part, boolean last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String why) {
            closed = code;
            reason = why;
        }
    }
}
