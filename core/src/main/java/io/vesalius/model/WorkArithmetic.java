package io.vesalius.model;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Verbs;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.tensor.CacheType;

import java.util.List;

/**
 * What a model's steps do, from its file's keys and tensor list alone.
 *
 * @param fileBytes of all tensors
 * @param stepBytes of the weights that a step reads: all but an embedding that isn't the output too
 * @param body products that each token needs
 * @param output products that each token needs after which logits are wanted
 * @param attention of each layer
 */
public record WorkArithmetic(
        long fileBytes,
        long stepBytes,
        Products body,
        Products output,
        List<AttentionSpec> attention) {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String OUTPUT = "output.weight";

    /**
     * Elements of matrices.
     *
     * @param bytes of those that are multiplied as bytes
     * @param narrow of those that have six bits or fewer
     * @param plain of the others
     */
    public record Products(long bytes, long narrow, long plain) {
        private static Products of(final List<GgufTensor> matrices) {
            long bytes = 0;
            long narrow = 0;
            long plain = 0;
            for (final GgufTensor matrix : matrices) {
                final long elements = Math.multiplyExact(matrix.columns(), matrix.rows());
                if (!Verbs.quantizes(matrix.type())) {
                    plain = Math.addExact(plain, elements);
                } else if (Verbs.narrow(matrix.type())) {
                    narrow = Math.addExact(narrow, elements);
                } else {
                    bytes = Math.addExact(bytes, elements);
                }
            }
            return new Products(bytes, narrow, plain);
        }

        /** A multiplication and an addition for each element and token. */
        private Work times(final double tokens) {
            return new Work(2 * tokens * bytes, 2 * tokens * narrow, 2 * tokens * plain, 0, 0);
        }
    }

    public WorkArithmetic {
        attention = List.copyOf(attention);
    }

    /** Of a model whose cache keeps everything. */
    public static WorkArithmetic of(final GgufFile file) {
        return of(file, CachePolicy.EVERYTHING);
    }

    /**
     * @param policy what its queries see
     * @throws io.vesalius.base.BadFileException for a key that is missing or makes no sense
     * @throws io.vesalius.base.UnsupportedException for an architecture that can't be run
     */
    public static WorkArithmetic of(final GgufFile file, final CachePolicy policy) {
        final DecoderSpec spec =
                Families.describe(file, name -> Tensors.values(file, name)).withPolicy(policy);
        final boolean tied = file.tensor(OUTPUT).isEmpty();
        final List<GgufTensor> matrices =
                file.tensors().stream().filter(t -> t.dims().size() > 1).toList();
        final String output = tied ? EMBEDDING : OUTPUT;
        return new WorkArithmetic(
                bytes(file.tensors()),
                bytes(
                        file.tensors().stream()
                                .filter(t -> tied || !t.name().equals(EMBEDDING))
                                .toList()),
                Products.of(
                        matrices.stream()
                                .filter(t -> !t.name().equals(EMBEDDING))
                                .filter(t -> !t.name().equals(OUTPUT))
                                .toList()),
                Products.of(matrices.stream().filter(t -> t.name().equals(output)).toList()),
                spec.layers());
    }

    private static long bytes(final List<GgufTensor> tensors) {
        return tensors.stream().mapToLong(GgufTensor::bytes).reduce(0, Math::addExact);
    }

    /**
     * One step that adds a token to each of some sequences.
     *
     * @param depth tokens that each has in the cache before
     */
    public Work decode(final CacheType type, final int sequences, final double depth) {
        Work work = new Work(0, 0, 0, stepBytes, 0).plus(body.times(sequences));
        work = work.plus(output.times(sequences));
        for (final AttentionSpec spec : attention) {
            final double seen = seen(spec, depth + 1);
            work =
                    work.plus(
                            new Work(
                                    0,
                                    0,
                                    sequences * operations(spec) * seen,
                                    0,
                                    sequences
                                            * (bytes(spec, type) * (seen + 1)
                                                    + boundsBytes(spec, depth))));
        }
        return work;
    }

    /**
     * Reads a prompt for each of some sequences, in steps that they share, with logits after each
     * one's last token.
     *
     * @param tokens of each prompt
     * @param depth tokens that each has in the cache before
     * @param stepRows the most tokens of a step
     */
    public Work prefill(
            final CacheType type,
            final int sequences,
            final int tokens,
            final int depth,
            final int stepRows) {
        final boolean evicts = attention.stream().anyMatch(spec -> spec.heavy().isPresent());
        final int most = evicts ? Math.min(stepRows, CachePolicy.HeavyHitters.EVERY) : stepRows;
        final long steps = Math.ceilDiv((long) sequences * tokens, most);
        Work work = new Work(0, 0, 0, (double) steps * stepBytes, 0);
        work = work.plus(output.times(sequences)).plus(body.times((double) sequences * tokens));
        for (int from = 0; from < tokens; from += most) {
            final int rows = Math.min(most, tokens - from);
            for (final AttentionSpec spec : attention) {
                work = work.plus(attention(spec, type, depth + from, rows).times(sequences));
            }
        }
        return work;
    }

    /**
     * A layer's attention in one step: each row its own positions, all rows' positions read once.
     */
    private static Work attention(
            final AttentionSpec spec, final CacheType type, final int before, final int rows) {
        double pairs = 0;
        for (int row = 0; row < rows; row++) {
            pairs += seen(spec, before + row + 1.0);
        }
        final double first = Math.max(0, before + 1.0 - seen(spec, before + 1.0));
        final double read = before + rows - first;
        return new Work(0, 0, operations(spec) * pairs, 0, bytes(spec, type) * (read + rows));
    }

    /** What is read of all pages to choose the best, where a query sees no others. */
    private static double boundsBytes(final AttentionSpec spec, final double positions) {
        return spec.shape().bestPages() == 0
                ? 0
                : 8.0
                        * spec.shape().kvHeadCount()
                        * spec.shape().keyDim()
                        * positions
                        / CacheLayout.PAGE_TOKENS;
    }

    private static double seen(final AttentionSpec spec, final double positions) {
        if (spec.heavy().isPresent()) {
            final CachePolicy.HeavyHitters heavy = spec.heavy().get();
            final int kept = (heavy.heavy() + heavy.recent()) * CacheLayout.PAGE_TOKENS;
            final double since = (positions - 1) % CachePolicy.HeavyHitters.EVERY + 1;
            return Math.min(positions - since, kept) + since;
        }
        if (spec.shape().bestPages() > 0) {
            return Math.min(positions, (double) spec.shape().bestPages() * CacheLayout.PAGE_TOKENS);
        }
        return spec.shape().window() == 0
                ? positions
                : Math.min(positions, (double) spec.shape().sinks() + spec.shape().window());
    }

    /** Of all heads for one position: a multiplication and an addition for each dimension. */
    private static double operations(final AttentionSpec spec) {
        final AttentionShape shape = spec.shape();
        return 2.0 * shape.headCount() * (shape.keyDim() + shape.valueDim());
    }

    /** A position's keys and values. */
    private static double bytes(final AttentionSpec spec, final CacheType type) {
        return (double) spec.shape().kvHeadCount()
                * (type.vectorBytes(spec.shape().keyDim())
                        + type.vectorBytes(spec.shape().valueDim()));
    }
}
