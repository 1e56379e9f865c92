package io.vesalius.model;

import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Spans;
import io.vesalius.kv.BlockTable;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.Pass;
import io.vesalius.model.layer.Scratch;
import io.vesalius.model.layer.Tap;
import io.vesalius.tensor.HeadLayout;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A decoder-only transformer: embed, one block after another, norm, logits. */
final class Decoder implements Model {
    private final DecoderSpec spec;
    private final DecoderWeights weights;
    private final Compute compute;
    private final CachePolicy policy;
    private final CacheLayout layout;
    private final List<Spans> spans;
    private final Pass pass;
    private final Rows hidden;
    private final Rows lastHidden;
    private final Rows logits;
    private final @Nullable Tap tap;
    private final BitSet poisoned = new BitSet();
    private final BitSet poisonedLogits = new BitSet();
    private final int[] placesAtSinks;
    private @Nullable PageStore viewed;
    private List<CacheView> views = List.of();

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
        spans = Stream.generate(Spans::new).limit(layout.groups().size()).toList();
        final Scratch scratch =
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
        final int[] groups = layout.places().stream().mapToInt(CacheLayout.Place::group).toArray();
        pass = new Pass(compute, scratch, spans, groups, tap);
        placesAtSinks = new int[options.maxRows()];
    }

    @Override
    public boolean forward(
            final Batch batch, final PageStore pages, final BooleanSupplier cancelled) {
        final int rows = batch.rowCount();
        compute.begin(rows);
        pass.begin(rows, views(pages));
        poisoned.clear();
        locate(batch);
        rotate(batch);
        compute.embed(weights.embedding(), batch.tokens(), rows, hidden);
        if (spec.embeddingScale() != 1f) {
            compute.scale(hidden, rows, spec.embeddingScale());
        }
        pass.tap(Tap.Place.EMBEDDING, -1, hidden);
        for (int i = 0; i < weights.blocks().size(); i++) {
            if (cancelled.getAsBoolean()) {
                compute.takePoisoned(poisoned);
                poisoned.clear();
                return false;
            }
            weights.blocks().get(i).apply(pass, hidden);
        }
        compute.check(hidden, rows);
        compute.takePoisoned(poisoned);
        predict(batch);
        return true;
    }

    /** Looks up by what angles queries and keys turn. */
    private void rotate(final Batch batch) {
        final int rows = batch.rowCount();
        for (int i = 0; i < weights.ropes().size(); i++) {
            weights.ropes().get(i).prepare(compute, rows, batch.positions());
        }
        if (policy instanceof CachePolicy.Streaming streaming) {
            for (int row = 0; row < rows; row++) {
                placesAtSinks[row] = streaming.place(batch.positions()[row]);
            }
            for (int i = 0; i < weights.sinkRopes().size(); i++) {
                weights.sinkRopes().get(i).prepare(compute, rows, placesAtSinks);
            }
        }
    }

    private void predict(final Batch batch) {
        final int rows = batch.logitRowCount();
        if (rows == 0) {
            return;
        }
        compute.gather(hidden, batch.logitRows(), rows, lastHidden);
        weights.norm().apply(compute, lastHidden, rows, lastHidden);
        compute.product(lastHidden, rows, weights.output(), logits);
        if (spec.logitScale() != 1f) {
            compute.scale(logits, rows, spec.logitScale());
        }
        if (spec.logitSoftCap() != 0f) {
            compute.softCap(logits, rows, spec.logitSoftCap());
        }
        compute.check(logits, rows);
        takePoisonedLogits(batch);
        if (tap != null) {
            final int size = logits.columns();
            tap.observe(
                    Tap.Place.LOGITS, -1, rows, size, (row, out) -> compute.read(logits, row, out));
        }
    }

    private void takePoisonedLogits(final Batch batch) {
        poisonedLogits.clear();
        compute.takePoisoned(poisonedLogits);
        int row = poisonedLogits.nextSetBit(0);
        while (row >= 0) {
            poisoned.set(batch.logitRows()[row]);
            row = poisonedLogits.nextSetBit(row + 1);
        }
    }

    /** Tells each group where the rows stand in its pages, of which some row sees those listed. */
    private void locate(final Batch batch) {
        for (int group = 0; group < spans.size(); group++) {
            final Spans places = spans.get(group);
            places.clear();
            for (int i = 0; i < batch.segments().size(); i++) {
                locate(batch.segments().get(i), group, places);
            }
        }
    }

    private void locate(final Batch.Segment segment, final int group, final Spans places) {
        final CacheLayout.Group view = layout.groups().get(group);
        final int end = segment.firstPosition() + segment.rowCount();
        final int pages = Math.ceilDiv(end, CacheLayout.PAGE_TOKENS);
        if (view.heavy().isPresent()) {
            listKept(places, segment, group, pages);
            return;
        }
        final int sinks = Math.min(view.sinkPages(), pages);
        final int first = Math.max(sinks, view.firstVisiblePage(segment.firstPosition()));
        places.add(segment.firstRow(), segment.rowCount(), segment.firstPosition());
        list(places, segment.table(), group, 0, sinks);
        places.skipPages(first - sinks);
        list(places, segment.table(), group, first, pages);
    }

    /** Pages that were not let go, side by side: positions are counted within them. */
    private static void listKept(
            final Spans places, final Batch.Segment segment, final int group, final int pages) {
        int gone = 0;
        for (int page = 0; page < pages; page++) {
            gone += segment.table().page(group, page * CacheLayout.PAGE_TOKENS) < 0 ? 1 : 0;
        }
        final int position = segment.firstPosition() - gone * CacheLayout.PAGE_TOKENS;
        places.add(segment.firstRow(), segment.rowCount(), position);
        for (int i = 0; i < pages; i++) {
            final int page = segment.table().page(group, i * CacheLayout.PAGE_TOKENS);
            if (page >= 0) {
                places.addPage(page);
            }
        }
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

    /** Each layer's view; made anew for other pages than before. */
    private List<CacheView> views(final PageStore pages) {
        if (!pages.equals(viewed)) {
            views = layout.places().stream().map(place -> view(pages, place)).toList();
            viewed = pages;
        }
        return views;
    }

    private CacheView view(final PageStore pages, final CacheLayout.Place place) {
        return compute.view(
                pages,
                head(place.layer().keyDim()),
                head(place.layer().valueDim()),
                place.keyOffset(),
                place.valueOffset(),
                place.boundsOffset(),
                place.massOffset());
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
