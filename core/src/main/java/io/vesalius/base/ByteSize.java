package io.vesalius.base;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of memory as people read them. */
public final class ByteSize {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteSize() {}

    /** `812 bytes`, `2.5 MiB`, `2 GiB`: the largest unit that fits, at most two decimals. */
    public static String text(final long bytes) {
        int unit = 0;
        while (unit + 1 < UNITS.length && Math.abs(bytes) >= 1L << 10 * (unit + 1)) {
            unit++;
        }
        final BigDecimal amount =
                BigDecimal.valueOf(bytes)
                        .divide(BigDecimal.valueOf(1L << 10 * unit))
                        .setScale(2, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
        return amount.toPlainString() + " " + UNITS[unit];
    }
}
