package io.vesalius.base;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people read them. */
public final class ByteSize {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /** No number here has more digits, and parsing time grows with their square. */
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)\\s*([kmgtpe]?)(i?)(b?)");

    private ByteSize() {}

    /**
     * Reads an amount: `2GiB`, `1.5 G`, `512MB`, `4096`. K, KB and KiB are all 1024 bytes.
     *
     * @throws BadRequestException for what is no amount of memory
     */
    public static long parse(final String text) {
        final Matcher found = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!found.matches() || found.group(3).equals("i") && found.group(2).isEmpty()) {
            throw refused(text, "a number with or without a unit, such as 512MiB or 2GiB");
        }
        final int unit = found.group(2).isEmpty() ? 0 : "kmgtpe".indexOf(found.group(2)) + 1;
        final BigDecimal bytes =
                new BigDecimal(found.group(1)).multiply(BigDecimal.valueOf(1L << 10 * unit));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw refused(text, "at most " + text(Long.MAX_VALUE));
        }
        return bytes.longValue();
    }

    private static BadRequestException refused(final String text, final String allowed) {
        final String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
        return new BadRequestException(
                "size", "'%s' is no amount of memory: allowed: %s".formatted(shown, allowed));
    }

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
