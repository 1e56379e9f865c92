package io.vesalius.sampling;

/**
 * Mirostat 2: the surprise of the tokens is steered to a target.
 *
 * @param tau target, in bits a token
 * @param eta learning rate
 */
public record MirostatParameters(double tau, double eta) {
    /** The values of its authors. */
    public static final MirostatParameters USUAL = new MirostatParameters(5, 0.1);

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    public MirostatParameters {
        Checks.positive("mirostat_tau", tau, 100);
        Checks.range("mirostat_eta", eta, 0, 1);
    }
}
