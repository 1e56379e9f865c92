package io.vesalius.sampling;

/**
 * Penalties for tokens among the last ones, of the prompt too.
 *
 * @param repetition divides a positive logit, multiplies a negative one; 1 for off
 * @param presence subtracted once; 0 for off
 * @param frequency subtracted as often as the token occurs; 0 for off
 * @param lastN how many tokens back; -1 for all, 0 for off
 */
public record PenaltyParameters(double repetition, double presence, double frequency, int lastN) {
    /** llama.cpp's window; nothing penalised. */
    public static final PenaltyParameters OFF = new PenaltyParameters(1, 0, 0, 64);

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public PenaltyParameters {
        Checks.range("repetition_penalty", repetition, 0.01, 100);
        Checks.range("presence_penalty", presence, -100, 100);
        Checks.range("frequency_penalty", frequency, -100, 100);
        Checks.lookBack("penalty_last_n", lastN);
    }

    boolean isOn() {
        return lastN != 0 && (repetition != 1 || presence != 0 || frequency != 0);
    }
}
