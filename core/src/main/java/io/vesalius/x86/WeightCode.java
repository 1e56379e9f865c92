package io.vesalius.x86;

import io.vesalius.kernel.Quantized;
import io.vesalius.x86.Lanes.V;

/**
 * How a type's packed weights become vectors: what {@link ProductCode} asks for, block of 32 by
 * block of 32, as constants of the emitted code. Each method emits to a register, and may use the
 * two scratch registers.
 */
interface WeightCode {
    /** How many bytes early what streams from memory is asked for, where that is worth it. */
    int AHEAD = 4096;

    /**
     * The same on processors with AMX, into the second level of cache: what waits for memory is
     * more there than the first level has room to note.
     */
    int FAR_AHEAD = 6144;

    TileLayout layout();

    /**
     * Whether bytes are signed. Then they are emitted as they are for AVX2, and plus 128 for
     * AVX-512, whose products take unsigned weights.
     */
    default boolean signed() {
        return false;
    }

    /** Whether they need no decoding: then memory is the limit of many rows too. */
    default boolean plain() {
        return false;
    }

    /** The largest of unsigned bytes: how many products fit into sixteen bits. */
    default int largest() {
        return 255;
    }

    /**
     * How many groups' products, sums of two already, add up to sixteen bits at most; 0 if not even
     * one's surely do.
     */
    default int groupsIn16Bits() {
        final int mostOfActivations = 127;
        return signed() ? 0 : Short.MAX_VALUE / (2 * mostOfActivations * largest());
    }

    /** Unsigned bytes stand for themselves minus 2 to the power of this; negative for nothing. */
    default int offsetShift() {
        return -1;
    }

    /** Whether elements 0-15 and 16-31 have integer scales of their own. */
    default boolean halves() {
        return false;
    }

    /**
     * How many bytes early AVX-512 asks for what streams from memory, 0 for never: with few rows a
     * Zen 4 foresees bytes that are read as they lie, and faster. Processors with AMX don't: there
     * {@link #FAR_AHEAD} gains for each type and any rows.
     */
    default int ahead(final int rows) {
        return rows < 3 ? 0 : AHEAD;
    }

    /** Blocks for which code is emitted; it then goes on by the cursor to the next as many. */
    default int period() {
        return layout().type().blockSize() / Quantized.BLOCK;
    }

    /** What the cursor goes on by after each period. */
    default int cursorStep() {
        return 0;
    }

    /** Keeps constants in registers, where there are enough. */
    default void prepare(final ProductRegisters r) {}

    /** Emitted before each of the type's own blocks: numbers that its periods find on the stack. */
    default void begin(final ProductRegisters r) {}

    /** Elements `4 group` to `4 group + 3` of sixteen rows, bytes. */
    void weights(ProductRegisters r, int block, int group, V d);

    /** The block's f32 scale of sixteen rows. */
    void scale(ProductRegisters r, int block, V d);

    /** The integer scale of half a block, a signed byte. */
    default void subScale(final ProductRegisters r, final int block, final int half, final V d) {
        throw new IllegalStateException("no scales of halves");
    }

    /** What products add beside weights times activations. */
    default Minimum minimum() {
        return Minimum.NONE;
    }

    /** The block's f32 minimum of sixteen rows: times the scaled sum of the activations. */
    default void minimum(final ProductRegisters r, final int block, final V d) {
        throw new IllegalStateException("no minimums");
    }

    /**
     * The integer minimum of half a block; {@link #minimum} is then what the sum is scaled with.
     */
    default void subMinimum(final ProductRegisters r, final int block, final int half, final V d) {
        throw new IllegalStateException("no minimums of halves");
    }

    /** Kinds of minimums. */
    enum Minimum {
        NONE,
        /** One f32 a block. */
        BLOCK,
        /** An f32, and an integer for each half of a block. */
        HALVES
    }
}
