package io.vesalius.format;

/**
 * What a GGUF file may ask for before it is refused. Each is also bounded by what is left of the
 * file.
 *
 * @param stringBytes longest string
 * @param arrayLength most elements of an array
 * @param keyCount most metadata keys
 * @param tensorCount most tensors, of all parts together
 * @param alignment largest `general.alignment`
 * @param headerBytes longest header of a part, which is what is held on the heap: a string of a few
 *     bytes takes about six times its length there
 * @param partCount most parts of a split model, each an open file
 */
public record GgufLimits(
        int stringBytes,
        int arrayLength,
        int keyCount,
        int tensorCount,
        int alignment,
        long headerBytes,
        int partCount) {
    public static final GgufLimits DEFAULT =
            new GgufLimits(16 << 20, 16 << 20, 65_536, 1 << 20, 1 << 20, 128L << 20, 1024);
}
