package io.vesalius.bench.kernels;

import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Rows;
import io.vesalius.tensor.DType;

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

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A product with a matrix of 2048 outputs and 2048 inputs: 8.4 million operations a row. One row is
 * decode of one sequence, 2 to 16 rows batches and verification, 512 a prompt.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProductBenchmark {
    private static final int OUTPUTS = 2048;
    private static final int INPUTS = 2048;

    @Param({
        "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "MXFP4", "F16", "F32"
    })
    public DType type = DType.Q8_0;

    @Param({"1", "2", "4", "8", "16", "512"})
    public int rows;

    private Optional<Rows> inputs = Optional.empty();
    private List<Linear> linear = List.of();
    private List<Rows> outputs = List.of();

    /** Packs the matrix. */
    @Setup(Level.Trial)
    public void prepare(final Machine machine) {
        inputs = Optional.of(machine.randomRows(rows, INPUTS));
        linear =
                List.of(
                        new Linear(
                                machine.compute().matrix(new RandomMatrix(type, OUTPUTS, INPUTS)),
                                Optional.empty()));
        outputs = List.of(machine.compute().rows(rows, OUTPUTS));
    }

    @Benchmark
    public void product(final Machine machine) {
        machine.compute().product(inputs.orElseThrow(), rows, linear, outputs);
    }
}
