package io.vesalius.tokenizer.train;

/** The derivative of the logarithm of the gamma function. */
final class Digamma {
    private Digamma() {}

    /** By recurrence to 7 and the asymptotic series (Abramowitz and Stegun, 6.3.5 and 6.3.18). */
    static double of(final double value) {
        double sum = 0;
        double x = value;
        while (x < 7) {
            sum -= 1 / x;
            x++;
        }
        final double square = 1 / (x * x);
        final double series =
                square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square / 240)));
        return sum + Math.log(x) - 0.5 / x - series;
    }
}
