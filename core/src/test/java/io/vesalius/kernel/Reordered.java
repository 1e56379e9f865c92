package io.vesalius.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Kernels that are no less exact than the definition and differ from it in one order of operations,
 * or one rounding, each: what an optimisation would do that nobody had forbidden. The tests of
 * equal bits must see every one of them.
 */
public enum Reordered implements DefinitionVerbs {
    BLOCKS_ARE_ADDED_FROM_THE_LAST(true, ReorderedProduct.Joining.DEFINED),

    SCALES_MULTIPLY_ONE_AFTER_THE_OTHER(false, (sum, dot, dw, d) -> Math.fma(dot * dw, d, sum)),

    BLOCKS_ARE_ADDED_UNFUSED(false, (sum, dot, dw, d) -> sum + dot * (dw * d)),

    ELEMENTS_ARE_ADDED_IN_TWO_SUMS {
        @Override
        public void product(
                final Matrix w,
                final int fromTile,
                final int toTile,
                final Rows x,
                final int fromRow,
                final int toRow,
                final Rows y) {
            ReorderedProduct.inTwoSums(w, fromTile, toTile, x, fromRow, toRow, y);
        }
    },

    SEVERAL_ROWS_ARE_ADDED_IN_ANOTHER_ORDER_THAN_ONE {
        @Override
        public void product(
                final Matrix w,
                final int fromTile,
                final int toTile,
                final Quantized x,
                final int fromRow,
                final int toRow,
                final Rows y) {
            final Verbs chosen = toRow - fromRow > 1 ? BLOCKS_ARE_ADDED_FROM_THE_LAST : DEFINITION;
            chosen.product(w, fromTile, toTile, x, fromRow, toRow, y);
        }

        @Override
        public void product(
                final Matrix w,
                final int fromTile,
                final int toTile,
                final Rows x,
                final int fromRow,
                final int toRow,
                final Rows y) {
            final Verbs chosen = toRow - fromRow > 1 ? ELEMENTS_ARE_ADDED_IN_TWO_SUMS : DEFINITION;
            chosen.product(w, fromTile, toTile, x, fromRow, toRow, y);
        }
    },

    HALVES_QUANTISE_UPWARDS {
        @Override
        public boolean quantize(
                final MemorySegment x, final long xAt, final Quantized out, final int row) {
            final boolean finite = DEFINITION.quantize(x, xAt, out, row);
            for (int k = 0; finite && k < out.columns(); k++) {
                final long at = out.at(row, k / Quantized.BLOCK);
                final float d = Memory.f32(out.data(), at + Quantized.SCALE);
                final float value = Memory.f32(x, xAt + 4L * k) / d;
                if (value - Math.floor(value) == 0.5) {
                    final byte up = (byte) Math.ceil(value);
                    Memory.i8(out.data(), at + k % Quantized.BLOCK, up);
                }
            }
            return finite;
        }
    },

    SQUARES_ARE_ADDED_IN_A_ROW {
        @Override
        public void rmsNorm(
                final MemorySegment x,
                final long xAt,
                final Vector w,
                final float epsilon,
                final int n,
                final MemorySegment y,
                final long yAt) {
            float sum = 0;
            for (int i = 0; i < n; i++) {
                final float value = Memory.f32(x, xAt + 4L * i);
                sum = Math.fma(value, value, sum);
            }
            final float r = 1f / (float) Math.sqrt(sum / n + epsilon);
            for (int i = 0; i < n; i++) {
                final float value = Memory.f32(x, xAt + 4L * i);
                Memory.f32(y, yAt + 4L * i, value * r * Memory.f32(w.data(), 4L * i));
            }
        }
    },

    NORMS_MULTIPLY_THE_WEIGHT_FIRST {
        @Override
        public void rmsNorm(
                final MemorySegment x,
                final long xAt,
                final Vector w,
                final float epsilon,
                final int n,
                final MemorySegment y,
                final long yAt) {
            final float[] lanes = new float[Sums.LANES];
            for (int i = 0; i < n; i++) {
                final float value = Memory.f32(x, xAt + 4L * i);
                lanes[i % Sums.LANES] = Math.fma(value, value, lanes[i % Sums.LANES]);
            }
            final float r = 1f / (float) Math.sqrt(Sums.fold(lanes) / n + epsilon);
            for (int i = 0; i < n; i++) {
                final float factor = r * Memory.f32(w.data(), 4L * i);
                Memory.f32(y, yAt + 4L * i, Memory.f32(x, xAt + 4L * i) * factor);
            }
        }
    },

    ROTATIONS_ARE_NOT_FUSED {
        @Override
        public void rotate(
                final MemorySegment x,
                final long xAt,
                final int heads,
                final int headDim,
                final int rotaryDim,
                final Pairing pairing,
                final MemorySegment angles,
                final long anglesAt) {
            final int half = rotaryDim / 2;
            final boolean interleaved = pairing == Pairing.INTERLEAVED;
            for (int i = 0; i < heads * half; i++) {
                final long headAt = xAt + 4L * headDim * (i / half);
                final long aAt = headAt + 4L * (interleaved ? 2 * (i % half) : i % half);
                final long bAt = aAt + 4L * (interleaved ? 1 : half);
                final float a = Memory.f32(x, aAt);
                final float b = Memory.f32(x, bAt);
                final float cos = Memory.f32(angles, anglesAt + 4L * (i % half));
                final float sin = Memory.f32(angles, anglesAt + 4L * (half + i % half));
                Memory.f32(x, aAt, a * cos - b * sin);
                Memory.f32(x, bAt, b * cos + a * sin);
            }
        }
    },

    KEYS_ARE_ROUNDED_TOWARDS_ZERO {
        @Override
        public void storeKey(
                final MemorySegment x,
                final long xAt,
                final int kvHeadCount,
                final CacheView cache,
                final int page,
                final int slot) {
            final MemorySegment cut = Samples.copy(x);
            final long end = xAt + 4L * kvHeadCount * cache.keys().dim();
            for (long at = xAt; at < end; at += 4) {
                Memory.i32(cut, at, Memory.i32(cut, at) & ~0x1fff);
            }
            DEFINITION.storeKey(cut, xAt, kvHeadCount, cache, page, slot);
        }
    },

    BOUNDS_ARE_ADDED_IN_A_ROW {
        @Override
        public float bound(
                final MemorySegment query,
                final long queryAt,
                final MemorySegment bounds,
                final long boundsAt,
                final int dim) {
            float sum = 0;
            for (int d = 0; d < dim; d++) {
                final float q = Memory.f32(query, queryAt + 4L * d);
                final float smallest = q * Memory.f32(bounds, boundsAt + 4L * d);
                sum += Math.max(smallest, q * Memory.f32(bounds, boundsAt + 4L * (dim + d)));
            }
            return sum;
        }
    },

    SEGMENTS_ARE_SPLIT_IN_TWO {
        @Override
        public void attend(final AttentionTask task) {
            attendInTwo(task, task.from() + AttentionShape.TILE);
        }
    },

    ATTENTION_IS_SPLIT_WHERE_A_STEP_BEGINS {
        @Override
        public void attend(final AttentionTask task) {
            attendInTwo(task, task.firstPosition());
        }
    },

    PAGES_ARE_ATTENDED_TO_EACH_BY_ITSELF {
        @Override
        public void attend(final AttentionTask task) {
            DEFINITION.attend(task);
            if (task.cache().countsMasses()) {
                for (int from = task.from(); from < task.to(); from += AttentionShape.PAGE) {
                    final int to = Math.min(task.to(), from + AttentionShape.PAGE);
                    countPage(task, over(task, from, to));
                }
            }
        }
    },

    SEGMENTS_ARE_MERGED_FROM_THE_RIGHT {
        @Override
        public void merge(
                final MemorySegment into,
                final long intoAt,
                final MemorySegment next,
                final long nextAt,
                final int valueDim) {
            final MemorySegment sum = Samples.memory(64 + 4L * valueDim);
            MemorySegment.copy(next, nextAt, sum, 0, 64 + 4L * valueDim);
            DEFINITION.merge(sum, 0, into, intoAt, valueDim);
            MemorySegment.copy(sum, 0, into, intoAt, 64 + 4L * valueDim);
        }
    },

    OUTPUTS_ARE_MULTIPLIED_BY_A_RECIPROCAL {
        @Override
        public void finish(
                final MemorySegment partial,
                final long partialAt,
                final int valueDim,
                final MemorySegment y,
                final long yAt) {
            final float reciprocal = 1f / Memory.f32(partial, partialAt + 4);
            for (int d = 0; d < valueDim; d++) {
                final float sum = Memory.f32(partial, partialAt + 64 + 4L * d);
                Memory.f32(y, yAt + 4L * d, sum * reciprocal);
            }
        }
    },

    GATES_USE_THE_LIBRARYS_EXP {
        @Override
        public void gate(
                final Activation kind,
                final MemorySegment gate,
                final MemorySegment up,
                final long at,
                final long n) {
            if (kind != Activation.SILU) {
                DEFINITION.gate(kind, gate, up, at, n);
                return;
            }
            for (long i = 0; i < n; i++) {
                final float x = Memory.f32(gate, at + 4 * i);
                final float activated = x / (1 + (float) Math.exp(-x));
                Memory.f32(gate, at + 4 * i, activated * Memory.f32(up, at + 4 * i));
            }
        }
    },

    CAPS_MULTIPLY_BY_A_RECIPROCAL {
        @Override
        public void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
            final float reciprocal = 1 / cap;
            for (long i = 0; i < n; i++) {
                final float scaled = Memory.f32(x, xAt + 4 * i) * reciprocal;
                Memory.f32(x, xAt + 4 * i, cap * Functions.tanh(scaled));
            }
        }
    };

    private final boolean backwards;
    private final ReorderedProduct.Joining joining;

    /** Quantised products as they are defined. */
    Reordered() {
        this(false, ReorderedProduct.Joining.DEFINED);
    }

    Reordered(final boolean backwards, final ReorderedProduct.Joining joining) {
        this.backwards = backwards;
        this.joining = joining;
    }

    @Override
    public void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        ReorderedProduct.quantised(w, fromTile, toTile, x, fromRow, toRow, y, backwards, joining);
    }

    /** Attention to what lies before and after a position, merged. */
    private static void attendInTwo(final AttentionTask task, final int middle) {
        if (middle <= task.from() || middle >= task.to()) {
            DEFINITION.attend(task);
            return;
        }
        DEFINITION.attend(new AttentionTask().as(task).positions(task.from(), middle));
        final MemorySegment rest = over(task, middle, task.to()).partial();
        for (int i = 0; i < task.rowCount() * task.shape().groupSize(); i++) {
            final long at = task.resultAt(0, i);
            DEFINITION.merge(task.partial(), at, rest, at, task.shape().valueDim());
        }
    }

    /** What a page has of l, by its own m and l. */
    private static void countPage(final AttentionTask task, final AttentionTask page) {
        final long offset = 4L * (page.from() - task.from()) / AttentionShape.PAGE;
        for (int i = 0; i < task.rowCount() * task.shape().groupSize(); i++) {
            final long at = task.resultAt(0, i);
            final float own = Memory.f32(page.partial(), at);
            final float factor = Functions.exp(own - Memory.f32(task.partial(), at));
            final float l = Memory.f32(page.partial(), at + 4);
            Memory.f32(task.partial(), task.pagesAt(0, i) + offset, l * factor);
        }
    }

    /** Attention of the same rows to some positions, in memory of its own. */
    private static AttentionTask over(final AttentionTask task, final int from, final int to) {
        final AttentionTask other =
                new AttentionTask()
                        .as(task)
                        .positions(from, to)
                        .results(Samples.memory(task.partial().byteSize()), task.partialAt());
        DEFINITION.attend(other);
        return other;
    }
}
