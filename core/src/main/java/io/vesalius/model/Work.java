package io.vesalius.model;

/**
 * What some steps do at least, whoever computes them: the arithmetic that the model asks for, and
 * the bytes that can't all stay in caches. Activations, which can, aren't counted.
 *
 * @param byteOperations multiplications and additions of weights of a byte with activations
 * @param narrowOperations of weights of six bits or fewer
 * @param floatOperations of the other weights, and of attention
 * @param weightBytes read, once a step
 * @param cacheBytes of keys and values, read and written
 */
public record Work(
        double byteOperations,
        double narrowOperations,
        double floatOperations,
        double weightBytes,
        double cacheBytes) {
    /** Operations of all kinds. */
    public double operations() {
        return byteOperations + narrowOperations + floatOperations;
    }

    /** Bytes of both kinds. */
    public double bytes() {
        return weightBytes + cacheBytes;
    }

    /** Operations for each byte: what decides which roof is lower. */
    public double intensity() {
        return operations() / bytes();
    }

    /** Of so many such steps. */
    public Work times(final double count) {
        return new Work(
                count * byteOperations,
                count * narrowOperations,
                count * floatOperations,
                count * weightBytes,
                count * cacheBytes);
    }

    Work plus(final Work more) {
        return new Work(
                byteOperations + more.byteOperations,
                narrowOperations + more.narrowOperations,
                floatOperations + more.floatOperations,
                weightBytes + more.weightBytes,
                cacheBytes + more.cacheBytes);
    }
}
