package io.vesalius.model;

import io.vesalius.kernel.AttentionShape;

import java.util.BitSet;

/**
 * Which layers see a window only.
 *
 * @param size positions that a local layer sees; 0 where all layers are global
 * @param local the local layers
 */
record Windows(int size, BitSet local) {
    static final Windows NONE = new Windows(0, new BitSet());

    /**
     * Local layers in a fixed turn.
     *
     * @param period each layer whose number, counted from 1, is a multiple of it is global; 0 for
     *     no global layers
     */
    static Windows every(final int size, final int period, final int layerCount) {
        final BitSet local = new BitSet();
        for (int layer = 0; layer < layerCount; layer++) {
            local.set(layer, period == 0 || (layer + 1) % period != 0);
        }
        return new Windows(size, local);
    }

    boolean isLocal(final int layer) {
        return size > 0 && local.get(layer);
    }

    /** A layer's attention, with its window where it has one. */
    AttentionShape shape(final AttentionShape global, final int layer) {
        return isLocal(layer) ? global.withWindow(size) : global;
    }
}
