package io.vesalius.x86;

import io.vesalius.x86.asm.Assembler;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * A routine that is emitted when it is first called: a run of one model needs few of all there are,
 * and starts sooner without the others. Two threads may emit the same, and either is as good.
 */
final class LazyCode {
    private final Abi abi;
    private final Consumer<Assembler> body;
    private volatile @Nullable NativeCode code;

    /**
     * @param body as in {@link CodeSet#add}
     */
    LazyCode(final Abi abi, final Consumer<Assembler> body) {
        this.abi = abi;
        this.body = body;
    }

    NativeCode get() {
        final NativeCode known = code;
        if (known != null) {
            return known;
        }
        final CodeSet set = new CodeSet(abi);
        set.add(body);
        final NativeCode emitted = set.loadOrFail().getFirst();
        code = emitted;
        return emitted;
    }

    /** See {@link NativeCode#callBriefly}. */
    long callBriefly(
            final long a, final long b, final long c, final long d, final long e, final long f) {
        return get().callBriefly(a, b, c, d, e, f);
    }
}
