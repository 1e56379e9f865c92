package io.vesalius.cli;

import io.vesalius.OpenOptions;
import io.vesalius.engine.Speculation;

import picocli.CommandLine.Option;

import java.util.Optional;

/** What guesses tokens ahead of the model. */
final class GuessFlags {
    static final String HEADING = "Guessing ahead; answers stay the same";

    @Option(
            names = "--draft",
            paramLabel = "FILE",
            description =
                    "A smaller model of the same vocabulary guesses; the model verifies many"
                            + " guesses in one step.")
    private Optional<String> draft = Optional.empty();

    @Option(
            names = "--draft-tokens",
            paramLabel = "N",
            description =
                    "The most tokens that it guesses at once, up to 32; fewer where that pays"
                            + " more. Default: 8.")
    private Optional<Integer> draftTokens = Optional.empty();

    @Option(
            names = "--prompt-lookup",
            paramLabel = "N",
            description =
                    "Guess up to N tokens, up to 32, from what was said before, without another"
                            + " model. Default: none.")
    private Optional<Integer> promptLookup = Optional.empty();

    /** How a model is opened, with what guesses for it. */
    OpenOptions of(final OpenOptions options) {
        if (draft.isPresent() && promptLookup.isPresent()) {
            throw new UsageException("--draft and --prompt-lookup both guess: choose one of them");
        }
        if (draftTokens.isPresent() && draft.isEmpty()) {
            throw new UsageException("--draft-tokens is for --draft, which is missing");
        }
        if (promptLookup.isPresent()) {
            return options.withEngine(
                    options.engine()
                            .withSpeculation(new Speculation.PromptLookup(promptLookup.get())));
        }
        return draft().map(options::withDraft).orElse(options);
    }

    /** The model that guesses. */
    Optional<OpenOptions.Draft> draft() {
        return draft.map(ModelPath::of)
                .map(
                        path ->
                                new OpenOptions.Draft(
                                        path, draftTokens.orElse(OpenOptions.Draft.USUAL_TOKENS)));
    }
}
