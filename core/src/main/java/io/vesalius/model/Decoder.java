package io.vesalius.model;

import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Spans;
import io.vesalius.kv.BlockTable;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.kv.LayerCache;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.Block;
import io.vesalius.model.layer.Pass;
import io.vesalius.model.layer.Rope;
import io.vesalius.model.layer.Scratch;
import io.vesalius.model.layer.Tap;
import io.vesalius.tensor.HeadLayout;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A decoder-only transformer: embed, one block after another, norm, logits. */
final class Decoder implements Model {
    private final DecoderSpec spec;
    private final DecoderWeights weights;
    private final Compute compute;
    private final CachePolicy policy;
    private final CacheLayout layout;
    private final int[] groups;
    private final List<Spans> spans;
    private final Scratch scratch;
    private final Rows hidden;
    private final Rows lastHidden;
    private final Rows logits;
    private final @Nullable Tap tap;
    private final BitSet poisoned = new BitSet();

    Decoder(
            final DecoderSpec spec,
            final DecoderWeights weights,
            final Compute compute,
            final ModelOptions options) {
        this.spec = spec;
        this.weights = weights;
        this.compute = compute;
        policy = options.cachePolicy();
        layout =
                CacheLayout.of(
                        spec.layers().stream().map(AttentionSpec::cache).toList(),
                        options.cacheType());
        groups = layout.places().stream().mapToInt(CacheLayout.Place::group).toArray();
        spans = Stream.generate(Spans::new).limit(layout.groups().size()).toList();
        scratch =
                Scratch.of(
                        compute,
                        options.maxRows(),
                        spec.hiddenSize(),
                        spec.feedForwardSize(),
                        spec.layers().getFirst(),
                        !weights.sinkRopes().isEmpty());
        hidden = compute.rows(options.maxRows(), spec.hiddenSize());
        lastHidden = compute.rows(options.maxLogitRows(), spec.hiddenSize());
        logits = compute.rows(options.maxLogitRows(), weights.embedding().rows());
        tap = options.tap().orElse(null);
    }

    @Override
    public boolean forward(
            final Batch batch, final PageStore pages, final BooleanSupplier cancelled) {
        final int rows = batch.rowCount();
        final Pass pass = new Pass(compute, rows, scratch, spans, views(pages), groups, tap);
        poisoned.clear();
        locate(batch);
        for (final Rope rope : weights.ropes()) {
            rope.prepare(compute, rows, batch::position);
        }
        if (policy instanceof CachePolicy.Streaming streaming) {
            for (final Rope rope : weights.sinkRopes()) {
                rope.prepare(compute, rows, row -> streaming.place(batch.position(row)));
            }
        }
        compute.embed(weights.embedding(), batch::token, rows, hidden);
        if (spec.embeddingScale() != 1f) {
            compute.scale(hidden, rows, spec.embeddingScale());
        }
        pass.tap(Tap.Place.EMBEDDING, -1, hidden);
        for (final Block block : weights.blocks()) {
            if (cancelled.getAsBoolean()) {
                compute.takePoisoned();
                return false;
            }
            block.apply(pass, hidden);
        }
        compute.check(hidden, rows);
        poisoned.or(compute.takePoisoned());
        predict(batch);
        return true;
    }

    private void predict(final Batch batch) {
        final int rows = batch.logitRowCount();
        if (rows == 0) {
            return;
        }
        compute.gather(hidden, batch::logitRow, rows, lastHidden);
        weights.norm().apply(compute, lastHidden, rows, lastHidden);
        compute.product(lastHidden, rows, List.of(weights.output().to(logits)));
        if (spec.logitScale() != 1f) {
            compute.scale(logits, rows, spec.logitScale());
        }
        if (spec.logitSoftCap() != 0f) {
            compute.softCap(logits, rows, spec.logitSoftCap());
        }
        compute.check(logits, rows);
        compute.takePoisoned().stream().forEach(row -> poisoned.set(batch.logitRow(row)));
        if (tap != null) {
            final int size = logits.columns();
            tap.observe(
                    Tap.Place.LOGITS, -1, rows, size, (row, out) -> compute.read(logits, row, out));
        }
    }

    /** Tells each group where the rows stand in its pages, of which some row sees those listed. */
    private void locate(final Batch batch) {
        for (int group = 0; group < spans.size(); group++) {
            final Spans places = spans.get(group);
            final CacheLayout.Group view = layout.groups().get(group);
            places.clear();
            for (final Batch.Segment segment : batch.segments()) {
                final int end = segment.firstPosition() + segment.rowCount();
                final int pages = Math.ceilDiv(end, CacheLayout.PAGE_TOKENS);
                if (view.heavy().isPresent()) {
                    listKept(places, segment, group, pages);
                    continue;
                }
                final int sinks = Math.min(view.sinkPages(), pages);
                final int first = Math.max(sinks, view.firstVisiblePage(segment.firstPosition()));
                places.add(segment.firstRow(), segment.rowCount(), segment.firstPosition());
                list(places, segment.table(), group, 0, sinks);
                places.skipPages(first - sinks);
                list(places, segment.table(), group, first, pages);
            }
        }
    }

    /** Pages that were not let go, side by side: positions are counted within them. */
    private static void listKept(
            final Spans places, final Batch.Segment segment, final int group, final int pages) {
        final int[] kept =
                IntStream.range(0, pages)
                        .map(page -> segment.table().page(group, page * CacheLayout.PAGE_TOKENS))
                        .filter(page -> page >= 0)
                        .toArray();
        final int gone = (pages - kept.length) * CacheLayout.PAGE_TOKENS;
        places.add(segment.firstRow(), segment.rowCount(), segment.firstPosition() - gone);
        Arrays.stream(kept).forEach(places::addPage);
    }

    private static void list(
            final Spans places,
            final BlockTable table,
            final int group,
            final int from,
            final int to) {
        for (int page = from; page < to; page++) {
            places.addPage(table.page(group, page * CacheLayout.PAGE_TOKENS));
        }
    }

    private List<CacheView> views(final PageStore pages) {
        return layout.places().stream()
                .map(
                        place -> {
                            final LayerCache layer = place.layer();
                            return compute.view(
                                    pages,
                                    head(layer.keyDim()),
                                    head(layer.valueDim()),
                                    place.keyOffset(),
                                    place.valueOffset(),
                                    place.boundsOffset(),
                                    place.massOffset());
                        })
                .toList();
    }

    private HeadLayout head(final int dim) {
        return new HeadLayout(layout.type(), dim, CacheLayout.PAGE_TOKENS);
    }

    @Override
    public int vocabSize() {
        return weights.embedding().rows();
    }

    @Override
    public int contextLength() {
        return spec.contextLength();
    }

    @Override
    public int longestSequence() {
        return policy.longestSequence(spec.contextLength());
    }

    @Override
    public CacheLayout cacheLayout() {
        return layout;
    }

    @Override
    public PageStore pages(final int pageCount) {
        return compute.pages(pageCount, layout.pageBytes());
    }

    @Override
    public int maxRows() {
        return hidden.capacity();
    }

    @Override
    public int maxLogitRows() {
        return logits.capacity();
    }

    @Override
    public void logits(final int index, final float[] destination) {
        compute.read(logits, index, destination);
    }

    @Override
    public boolean poisoned(final Batch.Segment segment) {
        final int bad = poisoned.nextSetBit(segment.firstRow());
        return bad >= 0 && bad < segment.firstRow() + segment.rowCount();
    }

    @Override
    public void close() {
        compute.close();
    }
}
