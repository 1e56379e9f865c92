package io.vesalius.train;

/** Memory for gradients within a block, which all blocks of a model share. */
final class BlockScratch {
    final float[] hidden; // [rows, hiddenSize]
    final float[] query; // [rows, hiddenSize]
    final float[] key; // [rows, kvSize]
    final float[] value; // [rows, kvSize]
    final float[] wide; // [rows, feedForwardSize]

    BlockScratch(final LlamaShape shape, final int rows) {
        hidden = new float[rows * shape.hiddenSize()];
        query = new float[rows * shape.hiddenSize()];
        key = new float[rows * shape.kvSize()];
        value = new float[rows * shape.kvSize()];
        wide = new float[Math.multiplyExact(rows, shape.feedForwardSize())];
    }
}
