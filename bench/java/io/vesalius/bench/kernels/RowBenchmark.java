package io.vesalius.bench.kernels;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;

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
import org.openjdk.jmh.annotations.Warmup;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What goes through rows element by element: norms of 2048, gates of 8192. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowBenchmark {
    private static final int WIDTH = 2048;
    private static final int GATES = 8192;

    @Param({"1", "512"})
    public int rows;

    private Optional<Rows> x = Optional.empty();
    private Optional<Rows> y = Optional.empty();
    private Optional<Rows> gate = Optional.empty();
    private Optional<Rows> up = Optional.empty();
    private Optional<Vector> weight = Optional.empty();

    /** Random activations. */
    @Setup(Level.Trial)
    public void prepare(final Machine machine) {
        x = Optional.of(machine.randomRows(rows, WIDTH));
        y = Optional.of(machine.compute().rows(rows, WIDTH));
        gate = Optional.of(machine.randomRows(rows, GATES));
        up = Optional.of(machine.randomRows(rows, GATES));
        weight = Optional.of(machine.compute().vector(Machine.randomValues(WIDTH, 1)));
    }

    @Benchmark
    public void rmsNorm(final Machine machine) {
        machine.compute()
                .rmsNorm(x.orElseThrow(), rows, weight.orElseThrow(), 1e-5f, y.orElseThrow());
    }

    /** Its values shrink to zeros within some hundred calls, which the warm-up spends. */
    @Benchmark
    public void gate(final Machine machine) {
        machine.compute().gate(Activation.SILU, gate.orElseThrow(), up.orElseThrow(), rows);
    }

    @Benchmark
    public void add(final Machine machine) {
        machine.compute().add(y.orElseThrow(), x.orElseThrow(), rows);
    }
}
