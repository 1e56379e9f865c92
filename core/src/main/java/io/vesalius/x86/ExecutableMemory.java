package io.vesalius.x86;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Where emitted code goes: mapped writable, filled, then made executable and no longer writable. It
 * is unmapped when nothing refers to it any more. On Windows by VirtualAlloc and VirtualProtect
 * (untried there).
 */
final class ExecutableMemory {
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
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
        try {
            return System.getProperty("os.name").startsWith("Windows")
                    ? windows(code)
                    : posix(code);
        } catch (DeniedException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment posix(final byte[] code) throws Throwable {
        final MethodHandle mmap =
                function(
                        "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
        final MethodHandle mprotect =
                function("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
        final MethodHandle munmap = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
        final boolean mac = System.getProperty("os.name").startsWith("Mac");
        final int flags = MAP_PRIVATE | (mac ? MAP_ANONYMOUS_MAC : MAP_ANONYMOUS);
        final long bytes = code.length;
        final long at = (long) mmap.invokeExact(0L, bytes, PROT_READ_WRITE, flags, -1, 0L);
        if (at == -1L) {
            throw new DeniedException("the system gives no memory for code (mmap failed)");
        }
        final MemorySegment memory =
                MemorySegment.ofAddress(at)
                        .reinterpret(bytes, Arena.ofAuto(), m -> release(munmap, at, bytes));
        memory.copyFrom(MemorySegment.ofArray(code));
        if ((int) mprotect.invokeExact(at, bytes, PROT_READ_EXECUTE) != 0) {
            throw new DeniedException(
                    "the system lets no process write code and run it (mprotect failed: SELinux or"
                            + " a service's MemoryDenyWriteExecute)");
        }
        return memory;
    }

    private static void release(final MethodHandle munmap, final long at, final long bytes) {
        try {
            final int result = (int) munmap.invokeExact(at, bytes);
            assert result == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment windows(final byte[] code) throws Throwable {
        final MethodHandle allocate =
                function("VirtualAlloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
        final MethodHandle protect =
                function("VirtualProtect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS);
        final MethodHandle free = function("VirtualFree", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
        final long bytes = code.length;
        final long at = (long) allocate.invokeExact(0L, bytes, MEM_COMMIT_RESERVE, PAGE_READWRITE);
        if (at == 0) {
            throw new DeniedException("the system gives no memory for code (VirtualAlloc failed)");
        }
        final MemorySegment memory =
                MemorySegment.ofAddress(at)
                        .reinterpret(bytes, Arena.ofAuto(), m -> releaseWindows(free, at));
        memory.copyFrom(MemorySegment.ofArray(code));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment old = arena.allocate(JAVA_INT);
            if ((int) protect.invokeExact(at, bytes, PAGE_EXECUTE_READ, old) == 0) {
                throw new DeniedException(
                        "the system lets no process write code and run it (VirtualProtect failed)");
            }
        }
        return memory;
    }

    private static void releaseWindows(final MethodHandle free, final long at) {
        try {
            final int result = (int) free.invokeExact(at, 0L, MEM_RELEASE);
            assert result != 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        final Linker linker = Linker.nativeLinker();
        final SymbolLookup symbols =
                name.startsWith("Virtual")
                        ? SymbolLookup.libraryLookup("kernel32", Arena.global())
                        : linker.defaultLookup();
        return linker.downcallHandle(
                symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
}
