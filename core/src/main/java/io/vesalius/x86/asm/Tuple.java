package io.vesalius.x86.asm;

/**
 * How many bytes of memory an EVEX instruction reads or writes: its one-byte displacement counts in
 * such units (Intel's manual, volume 2A, 2.7.5).
 */
enum Tuple {
    /** A vector, or one broadcast element. */
    FULL,
    HALF,
    QUARTER,
    /** One element of 4 bytes. */
    ONE,
    /** 32 bytes. */
    EIGHT;

    int bytes(final int vectorBytes, final boolean broadcast) {
        if (broadcast) {
            return 4;
        }
        return switch (this) {
            case FULL -> vectorBytes;
            case HALF -> vectorBytes / 2;
            case QUARTER -> vectorBytes / 4;
            case ONE -> 4;
            case EIGHT -> 32;
        };
    }
}
