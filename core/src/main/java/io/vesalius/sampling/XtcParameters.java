package io.vesalius.sampling;

/**
 * Removal of the likeliest candidates.
 *
 * @param probability that it happens at a token; 0 for off
 * @param threshold candidates at least this likely are removed, but the least likely of them; over
 *     0.5 there can't be two
 */
public record XtcParameters(double probability, double threshold) {
    public static final XtcParameters OFF = new XtcParameters(0, 0.1);

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public XtcParameters {
        Checks.range("xtc_probability", probability, 0, 1);
        Checks.range("xtc_threshold", threshold, 0, 1);
    }

    boolean isOn() {
        return probability > 0;
    }
}
