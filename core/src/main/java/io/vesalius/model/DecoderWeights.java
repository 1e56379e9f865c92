package io.vesalius.model;

import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Matrix;
import io.vesalius.model.layer.Block;
import io.vesalius.model.layer.RmsNorm;
import io.vesalius.model.layer.Rope;

import java.util.List;

/**
 * A decoder's weights on a device.
 *
 * @param embedding `[vocabSize, hiddenSize]`
 * @param output `[vocabSize, hiddenSize]`; the embedding itself where the two are tied
 * @param ropes the different rotary embeddings of the blocks
 * @param sinkRopes the same for queries as they stand to attention sinks
 */
record DecoderWeights(
        Matrix embedding,
        List<Block> blocks,
        RmsNorm norm,
        Linear output,
        List<Rope> ropes,
        List<Rope> sinkRopes) {}
