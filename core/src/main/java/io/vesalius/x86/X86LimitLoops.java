package io.vesalius.x86;

import io.vesalius.kernel.LimitLoops;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The loops of peaks as emitted code. */
final class X86LimitLoops implements LimitLoops {
    private final Isa isa;
    private final NativeCode floats;
    private final NativeCode bytes;
    private final NativeCode narrow;
    private final NativeCode read;

    X86LimitLoops(final Isa isa, final Abi abi) {
        this.isa = isa;
        final CodeSet set = new CodeSet(abi);
        final int floatsAt = set.add(a -> new PeakCode(isa, a).floats());
        final int bytesAt = set.add(a -> new PeakCode(isa, a).bytes());
        final int narrowAt = set.add(a -> new PeakCode(isa, a).narrow());
        final int readAt = set.add(a -> new PeakCode(isa, a).read());
        final List<NativeCode> code = set.loadOrFail();
        floats = code.get(floatsAt);
        bytes = code.get(bytesAt);
        narrow = code.get(narrowAt);
        read = code.get(readAt);
    }

    @Override
    public String floatInstructions() {
        return isa.wide() ? "vfmadd231ps zmm" : "vfmadd231ps ymm";
    }

    @Override
    public String byteInstructions() {
        return switch (isa) {
            case AVX2 -> "vpmaddubsw + vpmaddwd + vpaddd ymm";
            case AVX512 -> "vpdpbusd zmm";
            case AMX -> "tdpbssd of 32 columns";
        };
    }

    @Override
    public long multiplyFloats(final int rounds) {
        floats.call(rounds, 0, 0, 0, 0, 0);
        return rounds * PeakCode.floatOperations(isa);
    }

    @Override
    public long multiplyBytes(final int rounds) {
        bytes.call(rounds, 0, 0, 0, 0, 0);
        return rounds * PeakCode.byteOperations(isa);
    }

    @Override
    public long multiplyNarrow(final int rounds) {
        narrow.call(rounds, 0, 0, 0, 0, 0);
        return rounds * PeakCode.byteOperations(isa);
    }

    @Override
    public void read(final MemorySegment memory) {
        if (memory.byteSize() == 0 || memory.byteSize() % READ_BYTES != 0) {
            throw new IllegalArgumentException(memory.byteSize() + " bytes to read");
        }
        final long from = Addresses.of(memory, 0, memory.byteSize());
        read.call(from, memory.byteSize() / READ_BYTES, 0, 0, 0, 0);
    }
}
