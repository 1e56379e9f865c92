package io.vesalius.cli;

import io.vesalius.kernel.Peaks;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.DType;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two roofs of a machine, measured or declared.
 *
 * @param name for people: how it was declared, or `here`
 * @param byteRate operations a second on bytes
 * @param narrowRate the same with weights of six bits or fewer
 * @param floatRate operations a second on f32
 * @param memoryRate bytes a second
 */
record Hardware(
        String name, double byteRate, double narrowRate, double floatRate, double memoryRate) {
    private static final String EXAMPLE = "such as 125TFLOPS,600GB/s";
    private static final String PREFIXES = "kmgtpe";
    private static final Pattern ARITHMETIC =
            Pattern.compile("([0-9.]{1,20})\\s*([kmgtpe]?)(?:flops?|ops?)(?:/s)?");
    private static final Pattern MEMORY = Pattern.compile("([0-9.]{1,20})\\s*([kmgtpe]?)b/s");

    /** This machine; without instructions for bytes those are multiplied as floats. */
    static Hardware here(final Peaks peaks) {
        final double floats = peaks.floatOperationsPerSecond();
        return new Hardware(
                "here",
                peaks.byteOperationsPerSecond().orElse(floats),
                peaks.narrowOperationsPerSecond().orElse(floats),
                floats,
                peaks.memoryBytesPerSecond());
    }

    /** The same machine when its memory was as fast as that. */
    Hardware withMemoryRate(final double bytesPerSecond) {
        return new Hardware(name, byteRate, narrowRate, floatRate, bytesPerSecond);
    }

    /** Operations a second of products with a weight type. */
    double rate(final DType type) {
        if (!Verbs.quantizes(type)) {
            return floatRate;
        }
        return Verbs.narrow(type) ? narrowRate : byteRate;
    }

    /**
     * Reads `125TFLOPS,600GB/s`: a rate of arithmetic, for all types alike, and one of memory, in
     * either order. T is 10^12 and G 10^9, as data sheets have it.
     *
     * @throws UsageException that says which part is at fault
     */
    static Hardware declared(final String text) {
        double arithmetic = 0;
        double memory = 0;
        for (final String part : text.split(",", -1)) {
            final String lower = part.strip().toLowerCase(Locale.ROOT);
            final Matcher operations = ARITHMETIC.matcher(lower);
            final Matcher bytes = MEMORY.matcher(lower);
            if (operations.matches()) {
                arithmetic = once(text, "rate of arithmetic", arithmetic, value(text, operations));
            } else if (bytes.matches()) {
                memory = once(text, "rate of memory", memory, value(text, bytes));
            } else {
                throw refused(
                        text,
                        "'%s' is no rate: allowed: a number with FLOPS, OPS or B/s behind it, "
                                .formatted(Printable.line(part, 40)));
            }
        }
        if (arithmetic == 0 || memory == 0) {
            throw refused(
                    text,
                    (arithmetic == 0 ? "the rate of arithmetic" : "the rate of memory")
                            + " is missing: both are needed, ");
        }
        return new Hardware(text, arithmetic, arithmetic, arithmetic, memory);
    }

    private static double once(
            final String text, final String what, final double before, final double value) {
        if (before != 0) {
            throw refused(
                    text, "there are two rates, each a %s: one of each kind, ".formatted(what));
        }
        return value;
    }

    private static double value(final String text, final Matcher rate) {
        final int prefix = rate.group(2).isEmpty() ? 0 : PREFIXES.indexOf(rate.group(2)) + 1;
        try {
            final double value = Double.parseDouble(rate.group(1)) * Math.pow(1000, prefix);
            if (value > 0 && value < 1e24) {
                return value;
            }
        } catch (NumberFormatException ignored) {
            // Two points, or nothing but one: refused below.
        }
        throw refused(
                text,
                "'%s' is no number over 0 and under 10^24: "
                        .formatted(Printable.line(rate.group(), 40)));
    }

    private static UsageException refused(final String text, final String why) {
        return new UsageException(
                "--hardware '%s': %s%s".formatted(Printable.line(text, 60), why, EXAMPLE));
    }
}
