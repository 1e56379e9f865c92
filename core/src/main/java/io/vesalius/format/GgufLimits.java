package io.vesalius.format;

/**
 * What a GGUF file may ask for before it is refused.
 *
 * @param stringBytes longest string
 * @param arrayLength most elements of an array
 * @param keyCount most metadata keys
 * @param tensorCount most tensors
 * @param alignment largest `general.alignment`
 */
public record GgufLimits(
        long stringBytes, long arrayLength, long keyCount, long tensorCount, long alignment) {
    public static final GgufLimits DEFAULT =
            new GgufLimits(16L << 20, 16L << 20, 65_536, 1L << 20, 1L << 20);
}
