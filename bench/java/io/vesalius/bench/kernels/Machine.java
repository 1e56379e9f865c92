package io.vesalius.bench.kernels;

import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.Optional;
import java.util.SplittableRandom;

/** The kernels and threads that a benchmark uses: `-p kernels=vector -p threads=1`. */
@State(Scope.Benchmark)
public class Machine {
    private static final long SEED = 20251124;

    /** A provider's name, or `best`. */
    @Param("best")
    public String kernels = "best";

    /** Workers; 0 for one a processor. */
    @Param("0")
    public int threads;

    private Optional<WorkerTeam> team = Optional.empty();
    private Optional<CpuCompute> compute = Optional.empty();

    /** Starts the workers. */
    @Setup(Level.Trial)
    public void start() {
        final Optional<String> forced =
                kernels.equals("best") ? Optional.empty() : Optional.of(kernels);
        final Verbs verbs = VerbsChoice.choose(forced).verbs();
        final WorkerTeam workers =
                new WorkerTeam(threads == 0 ? WorkerTeam.defaultSize() : threads);
        team = Optional.of(workers);
        compute = Optional.of(new CpuCompute(verbs, workers));
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void stop() {
        compute.ifPresent(CpuCompute::close);
        team.ifPresent(WorkerTeam::close);
    }

    CpuCompute compute() {
        return compute.orElseThrow();
    }

    /** Random activations, `[count, columns]`. */
    Rows randomRows(final int count, final int columns) {
        final Rows rows = compute().rows(count, columns);
        for (int row = 0; row < count; row++) {
            compute().write(rows, row, randomValues(columns, row), 0, columns);
        }
        return rows;
    }

    static float[] randomValues(final int count, final long number) {
        final SplittableRandom random = new SplittableRandom(SEED + number);
        final float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
