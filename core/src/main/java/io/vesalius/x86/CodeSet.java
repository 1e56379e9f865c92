package io.vesalius.x86;

import io.vesalius.base.CapacityException;
import io.vesalius.x86.asm.Assembler;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Routines that are emitted together and share one piece of executable memory. */
final class CodeSet {
    private static final int ALIGNMENT = 64;

    private final Abi abi;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> starts = new ArrayList<>();

    CodeSet(final Abi abi) {
        this.abi = abi;
    }

    /**
     * Adds a routine, whose body finds six numbers in rdi, rsi, rdx, rcx, r8, r9 and leaves its
     * answer in rax.
     *
     * @return its index in {@link #load}'s result
     */
    int add(final Consumer<Assembler> body) {
        return add(true, body);
    }

    /** The same for a body without vector instructions, which runs on every processor. */
    int addScalar(final Consumer<Assembler> body) {
        return add(false, body);
    }

    private int add(final boolean vectors, final Consumer<Assembler> body) {
        final Assembler a = new Assembler();
        abi.enter(a, vectors);
        body.accept(a);
        abi.leave(a, vectors);
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(0xcc);
        }
        starts.add(bytes.size());
        bytes.writeBytes(a.finish());
        return starts.size() - 1;
    }

    /** The routines in executable memory, in the order in which they were added. */
    List<NativeCode> load() throws ExecutableMemory.DeniedException {
        final MemorySegment memory = ExecutableMemory.load(bytes.toByteArray());
        return starts.stream().map(start -> new NativeCode(memory.asSlice(start))).toList();
    }

    /** The same where the system has already given executable memory before. */
    List<NativeCode> loadOrFail() {
        try {
            return load();
        } catch (ExecutableMemory.DeniedException e) {
            throw new CapacityException(e.reason());
        }
    }
}
