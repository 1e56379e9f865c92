package io.vesalius.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/** Where a prompt comes from: an argument, a file or standard input. */
final class PromptSource {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the prompt from a file, as it is, its last line end too.")
    private Optional<String> file = Optional.empty();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "The prompt, or - for standard input.")
    private Optional<String> argument = Optional.empty();

    /**
     * The prompt's text.
     *
     * @throws UsageException where there is none, or two
     */
    String read(final Shell shell) {
        return readIfAny(shell)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "no prompt: give PROMPT, --file FILE, or - for standard"
                                                + " input"));
    }

    /**
     * The prompt's text, if there is one.
     *
     * @throws UsageException where there are two
     */
    Optional<String> readIfAny(final Shell shell) {
        if (file.isPresent() && argument.isPresent()) {
            throw new UsageException("two prompts: give either PROMPT or --file");
        }
        if (file.isPresent()) {
            return Optional.of(TextInput.file(ModelPath.path(file.get())));
        }
        return argument.map(text -> text.equals("-") ? TextInput.standardInput(shell) : text);
    }
}
