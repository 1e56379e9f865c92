package io.vesalius.cli;

import io.vesalius.tokenizer.train.Corpus;
import io.vesalius.tokenizer.train.TokenizerTrainer;
import io.vesalius.tokenizer.train.TrainedTokenizer;
import io.vesalius.tokenizer.train.TrainingOptions;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts in, a tokeniser out. */
@picocli.CommandLine.Command(
        description =
                "The files are UTF-8 text, of any size: they are read once, in blocks, by all"
                    + " cores. The same files and options give the same tokeniser, whatever the"
                    + " number of threads. Kinds: bpe (byte-level, GPT-2's words),"
                    + " sentencepiece-bpe and unigram (SentencePiece's words), wordpiece (BERT's"
                    + " words).",
        footer = {
            "vesalius train-tokenizer --model bpe --vocab-size 32000 --special '<|endoftext|>'"
                    + " -o tokenizer.json corpus/*.txt",
            "vesalius train-tokenizer --model unigram --vocab-size 8000 -o tokenizer.gguf"
                    + " corpus.txt",
            "vesalius tokenize -m tokenizer.gguf 'Once upon a time'"
        })
final class TrainTokenizerCommand implements Command {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "KIND",
            description = "bpe, sentencepiece-bpe, wordpiece or unigram.")
    private String kind = "";

    @Option(
            names = "--vocab-size",
            required = true,
            paramLabel = "N",
            description = "The most tokens, special ones and single characters included.")
    private int vocabSize;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description =
                    "Where to write it: FILE.json as Hugging Face's tokenizer.json, FILE.gguf as a"
                            + " GGUF file with a vocabulary and no weights. May be given for both.")
    private List<String> outputs = new ArrayList<>();

    @Option(
            names = "--min-frequency",
            paramLabel = "N",
            description =
                    "How often two tokens must be neighbours to become one. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int minFrequency = 2;

    @Option(
            names = "--special",
            paramLabel = "TOKEN",
            description =
                    "A control token, such as '<|endoftext|>'; it gets a low id, and is never"
                            + " found in a text unless asked for. May be repeated.")
    private List<String> specials = new ArrayList<>();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that work. Default: one a processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--json",
            description =
                    "One line {\"model\", \"vocab_size\", \"merges\", \"corpus_bytes\","
                            + " \"seconds\", \"files\"}.")
    private boolean json;

    @Mixin(name = "Of some kinds")
    private final TrainerFlags settings = new TrainerFlags();

    @Parameters(arity = "1..*", paramLabel = "FILE...", description = "Text files in UTF-8.")
    private List<String> files = new ArrayList<>();

    @Override
    public void run(final Shell shell) {
        final TokenizerTrainer trainer = settings.trainer(kind);
        final List<TokenizerOutput> targets = outputs.stream().map(TokenizerOutput::of).toList();
        final TrainingOptions options =
                new TrainingOptions(vocabSize, minFrequency, specials, Threads.checked(threads));
        final Corpus corpus = Corpus.ofFiles(files.stream().map(ModelPath::path).toList());
        final long start = System.nanoTime();
        final TrainedTokenizer trained = train(shell, trainer, corpus, options);
        final double seconds = (System.nanoTime() - start) / 1e9;
        targets.forEach(target -> target.write(trained));
        report(shell, trained, corpus.bytes(), seconds);
    }

    private static TrainedTokenizer train(
            final Shell shell,
            final TokenizerTrainer trainer,
            final Corpus corpus,
            final TrainingOptions options) {
        try (ProgressLine line = new ProgressLine(shell.err())) {
            return trainer.train(
                    corpus,
                    options,
                    (stage, done, total) ->
                            line.show(
                                    () ->
                                            "training: %d of %d %s"
                                                    .formatted(done, total, stage.unit())));
        }
    }

    private void report(
            final Shell shell,
            final TrainedTokenizer trained,
            final long corpusBytes,
            final double seconds) {
        if (json) {
            shell.out()
                    .line(
                            Json.text(
                                    Json.object()
                                            .put("model", kind)
                                            .put("vocab_size", trained.vocabSize())
                                            .put("merges", trained.merges().size())
                                            .put("corpus_bytes", corpusBytes)
                                            .put("seconds", Json.rounded(seconds, 3))
                                            .put("files", outputs)));
            return;
        }
        shell.out()
                .line(
                        "%s: %d tokens from %d bytes of text in %.1f s"
                                .formatted(
                                        Printable.line(String.join(", ", outputs)),
                                        trained.vocabSize(),
                                        corpusBytes,
                                        seconds));
        if (trained.vocabSize() < vocabSize) {
            shell.err()
                    .line(
                            "the text gave no more: %d tokens were asked for (a lower"
                                            .formatted(vocabSize)
                                    + " --min-frequency, or more text, gives more)");
        }
    }
}
