package io.vesalius.bench.kernels;

import io.vesalius.sampling.Choice;
import io.vesalius.sampling.History;
import io.vesalius.sampling.Sampler;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.Workspace;

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

/** Choosing a token out of a vocabulary, by the default chain or by the highest logit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplingBenchmark {
    @Param({"32000", "151936"})
    public int vocabulary;

    @Param({"default", "greedy"})
    public String chain = "default";

    private float[] logits = new float[0];
    private Optional<Sampler> sampler = Optional.empty();
    private final History history = new History(new int[] {1, 2, 3}, 3, 3);

    /** Random logits. */
    @Setup(Level.Trial)
    public void prepare() {
        logits = Machine.randomValues(vocabulary, 1);
        final SamplingParameters parameters =
                chain.equals("greedy")
                        ? SamplingParameters.GREEDY
                        : SamplingParameters.DEFAULT.withSeed(1);
        sampler =
                Optional.of(
                        new Sampler(parameters, 0, new Workspace(vocabulary, id -> new byte[0])));
    }

    @Benchmark
    public Choice sample() {
        return sampler.orElseThrow().sample(logits, history, Optional.empty());
    }
}
