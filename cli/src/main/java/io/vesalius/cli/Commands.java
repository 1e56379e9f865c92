package io.vesalius.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A command's name and what it is for.
 *
 * @param purpose one line
 * @param make the command with its defaults; made only when it is to be run or explained, so that
 *     starting one costs nothing of the others
 */
record Commands(String name, String purpose, Supplier<Command> make) {
    /** All, in the order in which a newcomer meets them. */
    static final List<Commands> ALL =
            List.of(
                    new Commands("run", "Continue a text", RunCommand::new),
                    new Commands("chat", "Talk with a model", ChatCommand::new),
                    new Commands("serve", "Serve a model over HTTP", ServeCommand::new),
                    new Commands(
                            "inspect",
                            "Show what is in a model file and what memory it takes",
                            InspectCommand::new),
                    new Commands(
                            "doctor",
                            "Show this machine, and which kernels compute on it and why",
                            DoctorCommand::new),
                    new Commands(
                            "tokenize", "Turn text into a model's tokens", TokenizeCommand::new),
                    new Commands(
                            "train-tokenizer",
                            "Learn a tokeniser from texts",
                            TrainTokenizerCommand::new),
                    new Commands(
                            "logits",
                            "Show what a model predicts after each of some tokens",
                            LogitsCommand::new),
                    new Commands(
                            "perplexity",
                            "Measure how well a model predicts a text",
                            PerplexityCommand::new),
                    new Commands(
                            "render",
                            "Show what a chat template makes of a conversation",
                            RenderCommand::new),
                    new Commands(
                            "distill",
                            "Teach a small model what a larger one writes",
                            DistillCommand::new),
                    new Commands("bench", "Measure how fast a model runs", BenchCommand::new),
                    new Commands("load", "Measure how a server bears many", LoadCommand::new),
                    new Commands(
                            "make-random",
                            "Make a model of random weights to measure with",
                            MakeRandomCommand::new));

    static Optional<Commands> named(final String name) {
        return ALL.stream().filter(command -> command.name.equals(name)).findFirst();
    }
}
