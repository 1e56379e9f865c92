package io.vesalius.train;

import static io.vesalius.train.Slopes.dot;
import static io.vesalius.train.Slopes.random;

import io.vesalius.kernel.Definition;
import io.vesalius.kernel.WorkerTeam;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** The way back of every layer is the slope of its way forward. */
final class GradientTest {
    private static final int ROWS = 9;

    private final Products products = new Products(new Definition());

    private static LlamaShape shape(final boolean tied) {
        return new LlamaShape(2, 24, 4, 2, 20, 37, 80, tied, 10_000, 1e-5f);
    }

    @Test
    void a_matrix_has_the_gradients_of_its_weights_and_input() {
        final Slot slot = new Slot("w", 3, 21, 18);
        final float[] w = random(slot.end(), 1);
        final float[] x = random(ROWS * 18, 2);
        final float[] dy = random(ROWS * 21, 3);
        final PackedMatrix matrix = new PackedMatrix(slot);
        matrix.pack(w);
        final float[] dw = new float[w.length];
        final float[] dx = new float[x.length];
        matrix.gradient(products, dy, x, ROWS, dw);
        matrix.backward(products, dy, ROWS, dx);

        Slopes.check(w, dw, () -> dot(times(matrix, w, x), dy));
        Slopes.check(x, dx, () -> dot(times(matrix, w, x), dy));
    }

    private float[] times(final PackedMatrix matrix, final float[] w, final float[] x) {
        final float[] y = new float[ROWS * 21];
        matrix.pack(w);
        matrix.forward(products, x, ROWS, y);
        return y;
    }

    @Test
    void rms_norm_has_the_gradients_of_its_weights_and_input() {
        final int width = 18;
        final Slot slot = new Slot("norm", 2, 1, width);
        final NormLayer norm = new NormLayer(ROWS, width, 1e-3f);
        final float[] w = random(slot.end(), 1);
        final float[] x = random(ROWS * width, 2);
        final float[] dy = random(ROWS * width, 3);
        final float[] y = new float[x.length];
        norm.forward(x, ROWS, w, slot, y);
        final float[] dx = new float[x.length];
        final float[] dw = new float[w.length];
        norm.backward(dy.clone(), ROWS, w, slot, dx, dw);

        Slopes.check(
                x,
                dx,
                () -> {
                    norm.forward(x, ROWS, w, slot, y);
                    return dot(y, dy);
                });
        Slopes.check(
                w,
                dw,
                () -> {
                    norm.forward(x, ROWS, w, slot, y);
                    return dot(y, dy);
                });
    }

    @Test
    void rope_has_the_gradient_of_its_input() {
        final RopeLayer rope = new RopeLayer(ROWS, 6, 100);
        final float[] x = random(ROWS * 12, 1);
        final float[] dy = random(x.length, 2);
        final float[] dx = dy.clone();
        rope.backward(dx, ROWS, 2);

        Slopes.check(
                x,
                dx,
                () -> {
                    final float[] y = x.clone();
                    rope.forward(y, ROWS, 2);
                    return dot(y, dy);
                });
    }

    @Test
    void the_gate_has_the_gradients_of_both_inputs() {
        final int count = 50;
        final GateLayer layer = new GateLayer(new Definition(), count);
        final float[] gate = random(count, 1);
        final float[] up = random(count, 2);
        final float[] dy = random(count, 3);
        final float[] y = new float[count];
        layer.forward(gate, up, count, y);
        final float[] dGate = gate.clone();
        final float[] dUp = up.clone();
        layer.backward(dy, dGate, dUp, count);

        Slopes.check(
                gate,
                dGate,
                () -> {
                    layer.forward(gate, up, count, y);
                    return dot(y, dy);
                });
        Slopes.check(
                up,
                dUp,
                () -> {
                    layer.forward(gate, up, count, y);
                    return dot(y, dy);
                });
    }

    /** More rows than a block of positions. */
    @Test
    void attention_has_the_gradients_of_queries_keys_and_values() {
        final int rows = 75;
        final LlamaShape shape = shape(true);
        final AttentionLayer layer = new AttentionLayer(shape, products, rows);
        final float[] q = random(rows * shape.hiddenSize(), 1);
        final float[] k = random(rows * shape.kvSize(), 2);
        final float[] v = random(rows * shape.kvSize(), 3);
        final float[] dy = random(rows * shape.hiddenSize(), 4);
        attended(layer, q, k, v);
        final AttentionLayer.Inputs d =
                new AttentionLayer.Inputs(
                        new float[q.length], new float[k.length], new float[v.length]);
        layer.backward(new AttentionLayer.Inputs(q, k, v), dy, rows, d);

        Slopes.check(q, d.q(), () -> dot(attended(layer, q, k, v), dy));
        Slopes.check(k, d.k(), () -> dot(attended(layer, q, k, v), dy));
        Slopes.check(v, d.v(), () -> dot(attended(layer, q, k, v), dy));
    }

    private static float[] attended(
            final AttentionLayer layer, final float[] q, final float[] k, final float[] v) {
        final float[] y = new float[q.length];
        layer.forward(q, k, v, 75, y);
        return y;
    }

    @Test
    void cross_entropy_has_the_gradient_of_the_logits() {
        final int vocab = 23;
        final Loss loss = new Loss(new Definition(), vocab);
        final float[] logits = random(4 * vocab, 1);
        final int[] targets = {9, 1, 0, 22, 7};
        final float[] slopes = logits.clone();
        loss.text(slopes, 4, targets, 1, 0.5f);

        Slopes.check(
                logits,
                slopes,
                () -> 0.5 * loss.text(logits.clone(), 4, targets, 1, 1).crossEntropy());
    }

    @Test
    void distillation_has_the_gradient_of_the_students_logits() {
        final int vocab = 23;
        final Loss loss = new Loss(new Definition(), vocab);
        final Loss.Mix mix = new Loss.Mix(0.7f, 2);
        final float[] logits = random(4 * vocab, 1);
        final float[] teacher = random(4 * vocab, 2);
        final int[] targets = {9, 1, 0, 22};
        final float[] slopes = logits.clone();
        loss.distil(slopes, teacher, 4, targets, 0, 0.5f, mix);

        Slopes.check(
                logits,
                slopes,
                () -> {
                    final Loss.Value value =
                            loss.distil(logits.clone(), teacher, 4, targets, 0, 1, mix);
                    return 0.5 * (0.3 * value.crossEntropy() + 0.7 * 4 * value.divergence());
                });
    }

    @Test
    void a_model_with_a_tied_output_has_the_gradients_of_all_its_parameters() {
        checkModel(true);
    }

    @Test
    void a_model_with_an_output_of_its_own_has_the_gradients_of_all_its_parameters() {
        checkModel(false);
    }

    private static void checkModel(final boolean tied) {
        final LlamaShape shape = shape(tied);
        final Weights weights = Weights.random(shape, 5);
        final Slot embedding = weights.layout().embedding();
        for (int i = embedding.at(); i < embedding.end(); i++) {
            weights.values()[i] *= 20; // or the first norms would be too steep to differ by steps
        }
        final int[] ids = new int[71];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i * 7 % shape.vocabSize();
        }
        try (WorkerTeam team = new WorkerTeam(1)) {
            final Transformer model = new Transformer(weights, new Definition(), 70);
            final Loss loss = new Loss(new Definition(), shape.vocabSize());
            weights.pack(team);
            final float[] logits = model.forward(ids, 0, 70);
            loss.text(logits, 70, ids, 1, 1);
            final float[] gradients = new float[weights.layout().size()];
            model.backward(logits, ids, 0, 70, gradients);

            for (final Slot slot : weights.layout().slots()) {
                checkSlot(slot, weights, gradients, team, () -> loss(model, loss, ids));
            }
        }
    }

    private static double loss(final Transformer model, final Loss loss, final int[] ids) {
        return loss.text(model.forward(ids, 0, 70), 70, ids, 1, 1).crossEntropy();
    }

    /** One tensor's gradient alone, so that a small one doesn't hide behind a large one. */
    private static void checkSlot(
            final Slot slot,
            final Weights weights,
            final float[] gradients,
            final WorkerTeam team,
            final DoubleSupplier loss) {
        final float[] x = Arrays.copyOfRange(weights.values(), slot.at(), slot.end());
        final float[] g = Arrays.copyOfRange(gradients, slot.at(), slot.end());
        Slopes.check(
                x,
                g,
                () -> {
                    System.arraycopy(x, 0, weights.values(), slot.at(), x.length);
                    weights.pack(team);
                    return loss.getAsDouble();
                });
        System.arraycopy(x, 0, weights.values(), slot.at(), x.length);
    }
}
