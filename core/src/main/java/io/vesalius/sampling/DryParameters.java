package io.vesalius.sampling;

import java.util.List;

/**
 * Penalties for tokens that would go on with a repetition.
 *
 * @param multiplier strength; 0 for off, 0.8 is usual
 * @param base how fast the penalty grows with the repetition's length
 * @param allowedLength the shortest repetition that is penalised
 * @param lastN how many tokens back; -1 for all, 0 for off
 * @param breakers texts that a repetition doesn't reach across
 */
public record DryParameters(
        double multiplier, double base, int allowedLength, int lastN, List<String> breakers) {
    public static final int MAX_BREAKERS = 64;
    public static final int MAX_BREAKER_LENGTH = 256;

    /** The values of its author, and llama.cpp's; off. */
    public static final DryParameters OFF =
            new DryParameters(0, 1.75, 2, -1, List.of("\n", ":", "\"", "*"));

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public DryParameters {
        Checks.range("dry_multiplier", multiplier, 0, 100);
        Checks.range("dry_base", base, 1, 100);
        Checks.atLeast("dry_allowed_length", allowedLength, 1);
        Checks.lookBack("dry_last_n", lastN);
        breakers =
                Texts.checked("dry_sequence_breakers", breakers, MAX_BREAKERS, MAX_BREAKER_LENGTH);
    }

    boolean isOn() {
        return multiplier > 0 && lastN != 0;
    }
}
