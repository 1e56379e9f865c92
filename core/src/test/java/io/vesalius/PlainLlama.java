package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.engine.Request;
import io.vesalius.format.GgufFile;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A Llama in double precision, one token after another, as plainly as it can be written: what is
 * kept of a token is its key before rotation and its value, and a query sees those that the test
 * says, each rotated to the place that the test says.
 */
final class PlainLlama {
    /** A position that a query sees. */
    record Seen(int position, int place) {}

    /**
     * Who looks: the query heads of one head of keys.
     *
     * @param queries turned to their position, `[heads of the group][headDim]`
     * @param keys of all positions so far, each turned to its own, `[positions][headDim]`
     */
    record Looking(int layer, int position, double[][] queries, Supplier<double[][]> keys) {}

    /** What a query sees, its own position last. */
    interface View {
        List<Seen> of(Looking looking);
    }

    private final GgufFile file;
    private final Map<String, float[]> tensors = new HashMap<>();
    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int headDim;

    PlainLlama(final GgufFile file) {
        this.file = file;
        layers = integer("block_count");
        heads = integer("attention.head_count");
        kvHeads = integer("attention.head_count_kv");
        headDim = integer("attention.key_length");
    }

    private int integer(final String key) {
        return (int) file.metadata().integer("llama." + key);
    }

    /** What the engine says after each token. */
    static List<float[]> logits(final Vesalius model, final int[] tokens)
            throws InterruptedException {
        final List<float[]> rows = new ArrayList<>();
        model.submit(
                        Request.of(tokens, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                .withPromptLogits((position, row) -> rows.add(row.clone())))
                .await();
        return rows;
    }

    /** The engine's logits are those of a view, and those of another one would differ. */
    static void assertSees(
            final Vesalius model,
            final Path path,
            final int[] tokens,
            final View view,
            final View other)
            throws InterruptedException {
        final List<double[]> expected;
        final List<double[]> others;
        try (GgufFile file = GgufFile.open(path)) {
            expected = new PlainLlama(file).logits(tokens, view);
            others = new PlainLlama(file).logits(tokens, other);
        }
        assertNear(logits(model, tokens), expected);
        assertThat(Math.abs(expected.getLast()[5] - others.getLast()[5]))
                .as("else this test proves little")
                .isGreaterThan(1e-3);
    }

    static void assertNear(final List<float[]> actual, final List<double[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int position = 0; position < actual.size(); position++) {
            for (int id = 0; id < actual.get(position).length; id++) {
                assertThat((double) actual.get(position)[id])
                        .as("token %d, position %d", id, position)
                        .isCloseTo(expected.get(position)[id], within(1e-4));
            }
        }
    }

    /** The logits after each token. */
    List<double[]> logits(final int[] tokens, final View view) {
        final float[] embedding = tensor("token_embd");
        final int hidden = integer("embedding_length");
        final List<List<double[]>> keys = new ArrayList<>();
        final List<List<double[]>> values = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
        final List<double[]> logits = new ArrayList<>();
        for (int position = 0; position < tokens.length; position++) {
            double[] x = new double[hidden];
            for (int i = 0; i < hidden; i++) {
                x[i] = embedding[tokens[position] * hidden + i];
            }
            for (int layer = 0; layer < layers; layer++) {
                final String blk = "blk." + layer + ".";
                final double[] in = norm(x, blk + "attn_norm");
                keys.get(layer).add(product(blk + "attn_k", in));
                values.get(layer).add(product(blk + "attn_v", in));
                final double[] attended =
                        attend(
                                layer,
                                product(blk + "attn_q", in),
                                keys.get(layer),
                                values.get(layer),
                                view);
                x = sum(x, product(blk + "attn_output", attended));
                x = sum(x, mlp(blk, norm(x, blk + "ffn_norm")));
            }
            logits.add(product("output", norm(x, "output_norm")));
        }
        return logits;
    }

    private Looking looking(
            final int layer, final int kvHead, final double[] query, final List<double[]> keys) {
        final int position = keys.size() - 1;
        final double[][] queries = new double[heads / kvHeads][];
        for (int i = 0; i < queries.length; i++) {
            queries[i] = rotated(query, kvHead * queries.length + i, position);
        }
        return new Looking(
                layer,
                position,
                queries,
                () -> {
                    final double[][] turned = new double[keys.size()][];
                    for (int i = 0; i < turned.length; i++) {
                        turned[i] = rotated(keys.get(i), kvHead, i);
                    }
                    return turned;
                });
    }

    private double[] attend(
            final int layer,
            final double[] query,
            final List<double[]> keys,
            final List<double[]> values,
            final View view) {
        final double[] out = new double[heads * headDim];
        List<Seen> seen = List.of();
        for (int head = 0; head < heads; head++) {
            final int kvHead = head / (heads / kvHeads);
            if (head % (heads / kvHeads) == 0) {
                seen = view.of(looking(layer, kvHead, query, keys));
            }
            final double[] q = rotated(query, head, seen.getLast().place());
            final double[] weights = new double[seen.size()];
            double total = 0;
            for (int i = 0; i < weights.length; i++) {
                final Seen each = seen.get(i);
                final double[] k = rotated(keys.get(each.position()), kvHead, each.place());
                double dot = 0;
                for (int d = 0; d < headDim; d++) {
                    dot += q[d] * k[d];
                }
                weights[i] = Math.exp(dot / Math.sqrt(headDim));
                total += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                for (int d = 0; d < headDim; d++) {
                    out[head * headDim + d] +=
                            weights[i]
                                    / total
                                    * values.get(seen.get(i).position())[kvHead * headDim + d];
                }
            }
        }
        return out;
    }

    private double[] rotated(final double[] x, final int head, final int place) {
        final double[] y = new double[headDim];
        for (int i = 0; i < headDim; i += 2) {
            final double angle = place * Math.pow(10_000, -(double) i / headDim);
            final double a = x[head * headDim + i];
            final double b = x[head * headDim + i + 1];
            y[i] = a * Math.cos(angle) - b * Math.sin(angle);
            y[i + 1] = a * Math.sin(angle) + b * Math.cos(angle);
        }
        return y;
    }

    private double[] mlp(final String blk, final double[] in) {
        final double[] gate = product(blk + "ffn_gate", in);
        final double[] up = product(blk + "ffn_up", in);
        for (int i = 0; i < gate.length; i++) {
            gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        return product(blk + "ffn_down", gate);
    }

    private double[] norm(final double[] x, final String name) {
        final float[] weight = tensor(name);
        double squares = 0;
        for (final double value : x) {
            squares += value * value;
        }
        final double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / Math.sqrt(squares / x.length + 1e-6) * weight[i];
        }
        return y;
    }

    private double[] product(final String name, final double[] x) {
        final float[] weight = tensor(name);
        final double[] y = new double[weight.length / x.length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += weight[row * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] sum(final double[] x, final double[] y) {
        final double[] sum = x.clone();
        for (int i = 0; i < x.length; i++) {
            sum[i] += y[i];
        }
        return sum;
    }

    private float[] tensor(final String name) {
        return tensors.computeIfAbsent(
                name, n -> file.floats(file.tensor(n + ".weight").orElseThrow()));
    }
}
