package io.vesalius.bench.kernels;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Spans;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.LayerCache;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.HeadLayout;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A layer's attention: 32 heads over 8 of keys and values, of 64 dimensions. One row at a context
 * is decode, 512 rows are a prompt's piece. A row does 8192 operations a position it sees.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AttentionBenchmark {
    private static final AttentionShape SHAPE = new AttentionShape(32, 8, 64, 64, 0.125f, 0, 0);
    private static final int PAGE = CacheLayout.PAGE_TOKENS;

    @Param({"F16", "Q8_0", "F32"})
    public CacheType type = CacheType.F16;

    @Param({"1", "512"})
    public int rows;

    @Param({"512", "4096"})
    public int context;

    private final Spans spans = new Spans();
    private Optional<PageStore> pages = Optional.empty();
    private Optional<CacheView> cache = Optional.empty();
    private Optional<Rows> queries = Optional.empty();
    private Optional<Rows> out = Optional.empty();

    /** Fills the cache with random keys and values. */
    @Setup(Level.Trial)
    public void fill(final Machine machine) {
        final LayerCache layer = new LayerCache(8, 64, 64, 0);
        final CacheLayout layout = CacheLayout.of(List.of(layer), type);
        final int count = Math.ceilDiv(context, PAGE);
        final PageStore store = machine.compute().pages(count, layout.pageBytes());
        final HeadLayout head = new HeadLayout(type, 64, PAGE);
        final CacheLayout.Place place = layout.places().getFirst();
        final CacheView view =
                machine.compute()
                        .view(
                                store,
                                head,
                                head,
                                place.keyOffset(),
                                place.valueOffset(),
                                place.boundsOffset(),
                                place.massOffset());
        span(0, context);
        final Rows kv = machine.randomRows(context, 8 * 64);
        machine.compute().store(view, spans, kv, kv);
        span(context - rows, rows);
        pages = Optional.of(store);
        cache = Optional.of(view);
        queries = Optional.of(machine.randomRows(rows, 32 * 64));
        out = Optional.of(machine.compute().rows(rows, 32 * 64));
    }

    private void span(final int firstPosition, final int count) {
        spans.clear();
        spans.add(0, count, firstPosition);
        for (int page = 0; page < Math.ceilDiv(context, PAGE); page++) {
            spans.addPage(page);
        }
    }

    /** Frees the cache. */
    @TearDown(Level.Trial)
    public void free() {
        pages.ifPresent(PageStore::close);
    }

    @Benchmark
    public void attention(final Machine machine) {
        machine.compute()
                .attention(
                        SHAPE,
                        cache.orElseThrow(),
                        spans,
                        queries.orElseThrow(),
                        out.orElseThrow());
    }
}
