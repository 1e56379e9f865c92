package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vesalius.tensor.SystemFunction;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where emitted code goes: mapped writable, filled, then made executable and no longer writable. It
 * is unmapped when nothing refers to it any more. On Windows by VirtualAlloc and VirtualProtect
 * (untried there).
 */
final class ExecutableMemory {
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int NO_FILE = -1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_ANONYMOUS_MAC = 0x1000;
    private static final int MEM_COMMIT_RESERVE = 0x3000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int PAGE_READWRITE = 4;
    private static final int PAGE_EXECUTE_READ = 0x20;

    /** The system gives no executable memory; the message says why, in one line. */
    static final class DeniedException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        DeniedException(final String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private ExecutableMemory() {}

    /** Copies code into memory that can run it; it starts at a page's start. */
    static MemorySegment load(final byte[] code) throws DeniedException {
        return System.getProperty("os.name").startsWith("Windows")
                ? Windows.load(code)
                : Posix.load(code);
    }

    private static void require(final boolean right, final String what) {
        if (!right) {
            throw new IllegalStateException(what + " failed");
        }
    }

    /** By mmap and mprotect. */
    private static final class Posix {
        private static final SystemFunction MMAP = SystemFunction.of("mmap");
        private static final SystemFunction MPROTECT = SystemFunction.of("mprotect");
        private static final SystemFunction MUNMAP = SystemFunction.of("munmap");

        static MemorySegment load(final byte[] code) throws DeniedException {
            final boolean mac = System.getProperty("os.name").startsWith("Mac");
            final int flags = MAP_PRIVATE | (mac ? MAP_ANONYMOUS_MAC : MAP_ANONYMOUS);
            final long bytes = code.length;
            final long at = MMAP.call(0, bytes, PROT_READ_WRITE, flags, NO_FILE, 0);
            if (at == -1L) {
                throw new DeniedException("the system gives no memory for code (mmap failed)");
            }
            final MemorySegment memory =
                    MemorySegment.ofAddress(at)
                            .reinterpret(bytes, Arena.ofAuto(), m -> release(at, bytes));
            memory.copyFrom(MemorySegment.ofArray(code));
            if ((int) MPROTECT.call(at, bytes, PROT_READ_EXECUTE) != 0) {
                throw new DeniedException(
                        "the system lets no process write code and run it (mprotect failed: SELinux"
                                + " or a service's MemoryDenyWriteExecute)");
            }
            return memory;
        }

        private static void release(final long at, final long bytes) {
            require((int) MUNMAP.call(at, bytes) == 0, "munmap");
        }
    }

    /** By VirtualAlloc and VirtualProtect. */
    private static final class Windows {
        private static final String LIBRARY = "kernel32";

        static MemorySegment load(final byte[] code) throws DeniedException {
            final long bytes = code.length;
            final SystemFunction allocate = SystemFunction.of(LIBRARY, "VirtualAlloc");
            final long at = allocate.call(0, bytes, MEM_COMMIT_RESERVE, PAGE_READWRITE, 0, 0);
            if (at == 0) {
                throw new DeniedException(
                        "the system gives no memory for code (VirtualAlloc failed)");
            }
            final MemorySegment memory =
                    MemorySegment.ofAddress(at)
                            .reinterpret(bytes, Arena.ofAuto(), m -> release(at));
            memory.copyFrom(MemorySegment.ofArray(code));
            try (Arena arena = Arena.ofConfined()) {
                final long old = arena.allocate(JAVA_INT).address();
                final SystemFunction protect = SystemFunction.of(LIBRARY, "VirtualProtect");
                if ((int) protect.call(at, bytes, PAGE_EXECUTE_READ, old, 0, 0) == 0) {
                    throw new DeniedException(
                            "the system lets no process write code and run it (VirtualProtect"
                                    + " failed)");
                }
            }
            return memory;
        }

        private static void release(final long at) {
            final SystemFunction free = SystemFunction.of(LIBRARY, "VirtualFree");
            require((int) free.call(at, 0, MEM_RELEASE) != 0, "VirtualFree");
        }
    }
}
