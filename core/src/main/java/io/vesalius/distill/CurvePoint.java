package io.vesalius.distill;

import java.util.Locale;

/**
 * A point of the loss curve: a line of the work folder's `curve.csv`.
 *
 * @param step number, from 1
 * @param training cross-entropy of the steps since the last point, nats a byte
 * @param held cross-entropy of unseen text, nats a byte
 */
record CurvePoint(int step, double training, double held) {
    static final String HEAD = "step,training nats a byte,held-out nats a byte";

    String line() {
        return String.format(Locale.ROOT, "%d,%.5f,%.5f", step, training, held);
    }

    static CurvePoint parse(final String line) {
        final String[] parts = line.split(",", -1);
        return new CurvePoint(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]));
    }
}
