package io.vesalius.train;

import io.vesalius.base.CapacityException;

import java.util.ArrayList;
import java.util.List;

/** All parameters of a model in one array: which tensor lies where. */
final class Layout {
    /** The tensors of a layer. */
    record Layer(
            Slot attentionNorm,
            Slot query,
            Slot key,
            Slot value,
            Slot attentionOutput,
            Slot mlpNorm,
            Slot gate,
            Slot up,
            Slot down) {}

    private final List<Slot> slots = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Slot embedding;
    private final Slot outputNorm;
    private final Slot output;
    private long size;

    Layout(final LlamaShape shape) {
        final int hidden = shape.hiddenSize();
        embedding = add("token_embd.weight", shape.vocabSize(), hidden);
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            layers.add(layer("blk." + layer + ".", shape));
        }
        outputNorm = add("output_norm.weight", 1, hidden);
        output = shape.tied() ? embedding : add("output.weight", shape.vocabSize(), hidden);
    }

    private Layer layer(final String blk, final LlamaShape shape) {
        final int hidden = shape.hiddenSize();
        final int ffn = shape.feedForwardSize();
        return new Layer(
                add(blk + "attn_norm.weight", 1, hidden),
                add(blk + "attn_q.weight", hidden, hidden),
                add(blk + "attn_k.weight", shape.kvSize(), hidden),
                add(blk + "attn_v.weight", shape.kvSize(), hidden),
                add(blk + "attn_output.weight", hidden, hidden),
                add(blk + "ffn_norm.weight", 1, hidden),
                add(blk + "ffn_gate.weight", ffn, hidden),
                add(blk + "ffn_up.weight", ffn, hidden),
                add(blk + "ffn_down.weight", hidden, ffn));
    }

    private Slot add(final String name, final int rows, final int columns) {
        final long end = size + (long) rows * columns;
        if (end > 1 << 29) {
            throw new CapacityException(
                    "a model of %d parameters and more can't be trained here: at most %d can"
                            .formatted(end, 1 << 29));
        }
        final Slot slot = new Slot(name, (int) size, rows, columns);
        slots.add(slot);
        size = end;
        return slot;
    }

    int size() {
        return (int) size;
    }

    List<Slot> slots() {
        return List.copyOf(slots);
    }

    Slot embedding() {
        return embedding;
    }

    Layer layer(final int index) {
        return layers.get(index);
    }

    Slot outputNorm() {
        return outputNorm;
    }

    /** The output's matrix, which may be the embedding's. */
    Slot output() {
        return output;
    }
}
