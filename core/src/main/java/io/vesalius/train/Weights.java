package io.vesalius.train;

import io.vesalius.kernel.WorkerTeam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A model's parameters, and its matrices packed for products. */
final class Weights {
    /** The deviation of new matrices, as in GPT-2. */
    private static final double DEVIATION = 0.02;

    private final LlamaShape shape;
    private final Layout layout;
    private final float[] values;
    private final Map<Slot, PackedMatrix> packed = new HashMap<>();
    private final List<PackedMatrix> matrices = new ArrayList<>();

    /**
     * @param values by the layout; they may change, and {@link #pack} makes it known
     */
    Weights(final LlamaShape shape, final Layout layout, final float[] values) {
        this.shape = shape;
        this.layout = layout;
        this.values = values;
        for (final Slot slot : layout.slots()) {
            final boolean multiplied =
                    slot.isMatrix() && (shape.tied() || !slot.equals(layout.embedding()));
            if (multiplied) {
                final PackedMatrix matrix = new PackedMatrix(slot);
                packed.put(slot, matrix);
                matrices.add(matrix);
            }
        }
    }

    /**
     * New parameters: norms are 1, matrices uniform around 0; those that add to the residual stream
     * are smaller the more of them there are (Radford et al. 2019).
     */
    static Weights random(final LlamaShape shape, final long seed) {
        final Layout layout = new Layout(shape);
        final float[] values = new float[layout.size()];
        final SplittableRandom random = new SplittableRandom(seed);
        for (final Slot slot : layout.slots()) {
            final boolean adds =
                    slot.name().endsWith("attn_output.weight")
                            || slot.name().endsWith("ffn_down.weight");
            final double deviation = deviation(slot, adds, shape.layerCount());
            for (int i = slot.at(); i < slot.end(); i++) {
                values[i] =
                        slot.isMatrix()
                                ? (float)
                                        (deviation * StrictMath.sqrt(3) * random.nextDouble(-1, 1))
                                : 1;
            }
        }
        return new Weights(shape, layout, values);
    }

    private static double deviation(final Slot slot, final boolean adds, final int layerCount) {
        if (slot.name().startsWith("blk.")) {
            final double usual = 1 / StrictMath.sqrt(slot.columns());
            return adds ? usual / StrictMath.sqrt(2.0 * layerCount) : usual;
        }
        return DEVIATION;
    }

    LlamaShape shape() {
        return shape;
    }

    Layout layout() {
        return layout;
    }

    float[] values() {
        return values;
    }

    PackedMatrix matrix(final Slot slot) {
        final PackedMatrix matrix = packed.get(slot);
        if (matrix == null) {
            throw new IllegalArgumentException(slot.name() + " isn't multiplied with");
        }
        return matrix;
    }

    /** Packs all matrices, after the values have changed. */
    void pack(final WorkerTeam team) {
        team.run(matrices.size(), (worker, index) -> matrices.get(index).pack(values));
    }
}
