package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * posix_spawn with the program's side of a terminal as its standard streams. The first open of a terminal by a session
 * leader without one makes it the controlling terminal, so no code has to run between fork and exec.
 */
final class Spawn {
    // glibc: 80 and 336 bytes, a signal set of 128; more is harmless.
    private static final int ACTIONS_BYTES = 256;
    private static final int ATTRIBUTES_BYTES = 512;
    private static final int SIGNAL_SET_BYTES = 128;
    private static final short SETSIGDEF_SETSIGMASK_SETSID = 0x04 | 0x08 | 0x80;
    private static final int O_RDWR = 2;

    private static final FunctionDescriptor ONE_POINTER = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    private static final FunctionDescriptor TWO_POINTERS = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);

    private static final MethodHandle SPAWN = Libc.linkPlain(
            "posix_spawn", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ACTIONS_INIT = Libc.linkPlain("posix_spawn_file_actions_init", ONE_POINTER);
    private static final MethodHandle ACTIONS_DESTROY = Libc.linkPlain("posix_spawn_file_actions_destroy", ONE_POINTER);
    private static final MethodHandle ADD_OPEN = Libc.linkPlain(
            "posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_DUP2 = Libc.linkPlain(
            "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_CHDIR = Libc.linkPlain("posix_spawn_file_actions_addchdir_np", TWO_POINTERS);
    private static final MethodHandle ADD_CLOSE_FROM = Libc.linkPlain(
            "posix_spawn_file_actions_addclosefrom_np", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle ATTRIBUTES_INIT = Libc.linkPlain("posix_spawnattr_init", ONE_POINTER);
    private static final MethodHandle ATTRIBUTES_DESTROY = Libc.linkPlain("posix_spawnattr_destroy", ONE_POINTER);
    private static final MethodHandle SET_FLAGS =
            Libc.linkPlain("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle SET_DEFAULTS = Libc.linkPlain("posix_spawnattr_setsigdefault", TWO_POINTERS);
    private static final MethodHandle SET_MASK = Libc.linkPlain("posix_spawnattr_setsigmask", TWO_POINTERS);
    private static final MethodHandle SIGNALS_FILL = Libc.linkPlain("sigfillset", ONE_POINTER);
    private static final MethodHandle SIGNALS_EMPTY = Libc.linkPlain("sigemptyset", ONE_POINTER);

    private Spawn() {}

    static int onTerminal(String device, List<String> command, List<String> environment, String directory)
            throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_BYTES, 16);
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
            check("posix_spawn_file_actions_init", (int) ACTIONS_INIT.invokeExact(actions));
            check("posix_spawnattr_init", (int) ATTRIBUTES_INIT.invokeExact(attributes));
            try {
                MemorySegment terminal = text(arena, device);
                check("addopen", (int) ADD_OPEN.invokeExact(actions, 0, terminal, O_RDWR, 0));
                check("adddup2", (int) ADD_DUP2.invokeExact(actions, 0, 1));
                check("adddup2", (int) ADD_DUP2.invokeExact(actions, 0, 2));
                check("addclosefrom", (int) ADD_CLOSE_FROM.invokeExact(actions, 3));
                MemorySegment folder = text(arena, directory);
                check("addchdir", (int) ADD_CHDIR.invokeExact(actions, folder));
                MemorySegment signals = arena.allocate(SIGNAL_SET_BYTES, 8);
                check("sigfillset", (int) SIGNALS_FILL.invokeExact(signals));
                check("setsigdefault", (int) SET_DEFAULTS.invokeExact(attributes, signals));
                check("sigemptyset", (int) SIGNALS_EMPTY.invokeExact(signals));
                check("setsigmask", (int) SET_MASK.invokeExact(attributes, signals));
                check("setflags", (int) SET_FLAGS.invokeExact(attributes, SETSIGDEF_SETSIGMASK_SETSID));
                MemorySegment pid = arena.allocate(4, 4);
                MemorySegment program = text(arena, command.getFirst());
                MemorySegment arguments = texts(arena, command);
                MemorySegment variables = texts(arena, environment);
                check(command.getFirst(), (int)
                        SPAWN.invokeExact(pid, program, actions, attributes, arguments, variables));
                return pid.get(JAVA_INT, 0);
            } finally {
                int _ = (int) ACTIONS_DESTROY.invokeExact(actions);
                int _ = (int) ATTRIBUTES_DESTROY.invokeExact(attributes);
            }
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static void check(String call, int error) throws PosixException {
        if (error != 0) {
            throw new PosixException(call, error);
        }
    }

    private static MemorySegment text(Arena arena, String text) {
        return Libc.cString(arena, text.getBytes(StandardCharsets.UTF_8));
    }

    private static MemorySegment texts(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, text(arena, texts.get(i)));
        }
        array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
        return array;
    }
}
