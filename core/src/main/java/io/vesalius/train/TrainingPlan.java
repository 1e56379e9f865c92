package io.vesalius.train;

import io.vesalius.base.BadRequestException;

/**
 * How a model is trained. All of it goes into the weights, and nothing else does.
 *
 * @param steps of the optimiser
 * @param batch sequences of a step
 * @param rate of learning at its highest
 * @param warmup steps in which it rises from 0
 * @param cooldown last steps, in which it falls by half a cosine; before them it stays
 * @param floor the share of the rate that it falls to
 * @param decay of weights, relative to the rate
 * @param clip the most that the gradients' norm may be
 * @param teacherShare of the divergence from the teacher in the loss
 * @param temperature of both distributions in the divergence
 * @param seed of the first weights and of the order of the text
 */
public record TrainingPlan(
        int steps,
        int batch,
        double rate,
        int warmup,
        int cooldown,
        double floor,
        double decay,
        double clip,
        double teacherShare,
        double temperature,
        long seed) {
    /** A few thousand steps of a small model on text alone. */
    public static final TrainingPlan USUAL =
            new TrainingPlan(4000, 16, 4e-3, 100, 3900, 0.02, 0.1, 1, 0, 1, 1);

    /**
     * @throws BadRequestException when a number is out of range
     */
    public TrainingPlan {
        range("steps", steps, 1, 100_000_000);
        range("batch", batch, 1, 1 << 16);
        range("rate", rate, 1e-9, 1);
        range("warmup", warmup, 0, steps);
        range("cooldown", cooldown, 0, steps - warmup);
        range("floor", floor, 0, 1);
        range("decay", decay, 0, 10);
        range("clip", clip, 1e-9, 1e9);
        range("teacher_share", teacherShare, 0, 1);
        range("kl_temperature", temperature, 0.01, 100);
    }

    private static void range(
            final String name, final double value, final double least, final double most) {
        if (!(value >= least && value <= most)) {
            throw new BadRequestException(
                    name,
                    "%s is %s: it must be from %s to %s"
                            .formatted(name, plain(value), plain(least), plain(most)));
        }
    }

    private static String plain(final double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The first step whose rate is lower than the highest, the rise aside. */
    int fallsFrom() {
        return steps - cooldown;
    }

    /** The rate of a step: a linear rise, the highest, then half a cosine down to the floor. */
    public double rateAt(final int step) {
        if (step < warmup) {
            return rate * (step + 1) / warmup;
        }
        if (step < fallsFrom()) {
            return rate;
        }
        final double done = (step - fallsFrom() + 1) / (double) (cooldown + 1);
        final double falling = 0.5 * (1 + StrictMath.cos(Math.PI * done));
        return rate * (floor + (1 - floor) * falling);
    }

    /**
     * All that the state after some steps depends on: how many steps there will be only once the
     * rate falls, so that a training may be made longer or shorter before.
     */
    String until(final int step) {
        final String same =
                "batch %d, rate %s, warmup %d, decay %s, clip %s, teacher %s at %s, seed %d"
                        .formatted(
                                batch, rate, warmup, decay, clip, teacherShare, temperature, seed);
        return step <= fallsFrom()
                ? same
                : same + ", cooldown %d of %d to %s".formatted(cooldown, steps, floor);
    }

    Loss.Mix mix() {
        return new Loss.Mix((float) teacherShare, (float) temperature);
    }
}
