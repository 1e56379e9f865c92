package io.vesalius.cli;

import io.vesalius.Vesalius;
import io.vesalius.base.CapacityException;
import io.vesalius.engine.Request;
import io.vesalius.sampling.LogProbs;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.sampling.TokenLogProb;
import io.vesalius.tensor.CacheType;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** What a model predicts after each of some tokens. */
@picocli.CommandLine.Command(
        description =
                "Computes the logits at every position of a sequence of token ids, which are taken"
                    + " as they are: give BOS yourself where the model wants it. The cache is f32"
                    + " here unless asked otherwise, so that nothing is rounded on the way.",
        footer = {
            "vesalius logits -m model.gguf --ids 1,403,407",
            "vesalius logits -m model.gguf --ids 1,403,407 --json | jq '.logits[-1] | length'"
        })
final class LogitsCommand implements Command {
    private static final int SHOWN = 5;

    @Option(
            names = "--ids",
            paramLabel = "ID,ID,...",
            required = true,
            split = ",",
            converter = TokenIdConverter.class,
            description = "The token ids.")
    private List<Integer> ids = new ArrayList<>();

    @Option(
            names = "--json",
            description =
                    "One line {\"logits\": [[...], ...]}, a row of the vocabulary's size each.")
    private boolean json;

    @Mixin(name = "Model and memory")
    private final ModelFlags model = new ModelFlags();

    @Override
    public void run(final Shell shell) {
        try (Vesalius open = model.open(shell, CacheType.F32)) {
            checkIds(open.vocabSize());
            requireHeap(open.vocabSize());
            final List<float[]> rows = rows(open);
            if (json) {
                writeJson(shell.out(), rows);
            } else {
                write(shell.out(), open, rows);
            }
        }
    }

    private void checkIds(final int vocabSize) {
        for (final int id : ids) {
            if (id < 0 || id >= vocabSize) {
                throw new UsageException(
                        "--ids has %d: this model's ids go from 0 to %d"
                                .formatted(id, vocabSize - 1));
            }
        }
    }

    /** All rows are held at once. */
    private void requireHeap(final int vocabSize) {
        final long bytes = 4L * vocabSize * ids.size();
        final long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap / 4 * 3) {
            throw new CapacityException(
                    "the logits of %d tokens take %d bytes and the Java heap has %d: give fewer ids, or raise it with -Xmx"
                            .formatted(ids.size(), bytes, heap));
        }
    }

    private List<float[]> rows(final Vesalius open) {
        final List<float[]> rows = new ArrayList<>();
        final int[] prompt = ids.stream().mapToInt(Integer::intValue).toArray();
        Follow.text(
                open.submit(
                        Request.of(prompt, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                .withPromptLogits((position, row) -> rows.add(row.clone()))),
                text -> {});
        return rows;
    }

    /** Row by row: the text of all would be larger than a string can be. */
    private static void writeJson(final Output out, final List<float[]> rows) {
        out.print("{\"logits\": [");
        for (int i = 0; i < rows.size(); i++) {
            out.print(i == 0 ? "" : ", ").print(Json.text(rows.get(i)));
        }
        out.line("]}");
    }

    private void write(final Output out, final Vesalius open, final List<float[]> rows) {
        for (int i = 0; i < rows.size(); i++) {
            out.print("after %d '%s':".formatted(ids.get(i), piece(open, ids.get(i))));
            final LogProbs logProbs = LogProbs.of(rows.get(i));
            for (final TokenLogProb token : logProbs.top(SHOWN)) {
                out.print(
                        "  %.3f '%s'"
                                .formatted(Math.exp(token.logProb()), piece(open, token.id())));
            }
            out.line("");
        }
    }

    private static String piece(final Vesalius open, final int id) {
        return Printable.line(open.tokenizer().piece(id));
    }
}
