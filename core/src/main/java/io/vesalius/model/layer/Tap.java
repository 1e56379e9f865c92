package io.vesalius.model.layer;

/**
 * An observer between the verbs of a forward pass. It sees copies and changes nothing; without one
 * a pass does nothing for it. Called by the thread that runs the pass.
 */
@FunctionalInterface
public interface Tap {
    /** Where in a layer, or around the layers. */
    enum Place {
        EMBEDDING,
        ATTENTION_INPUT,
        QUERY,
        KEY,
        VALUE,
        ATTENTION,
        ATTENTION_OUTPUT,
        FEED_FORWARD_INPUT,
        FEED_FORWARD_GATED,
        FEED_FORWARD_OUTPUT,
        RESIDUAL,
        LOGITS
    }

    /** Copies one row's values. */
    @FunctionalInterface
    interface RowReader {
        /**
         * @param out `[columns]`
         */
        void read(int row, float[] out);
    }

    /**
     * @param layer from 0; -1 outside the layers
     * @param rows how many rows there are; of {@link Place#LOGITS}, the rows that asked for logits
     * @param columns values of a row
     * @param values reads them, during the call only
     */
    void observe(Place place, int layer, int rows, int columns, RowReader values);
}
