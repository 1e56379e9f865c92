package io.vesalius.cli;

import io.vesalius.prompt.Prompt;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a prompt beside what is asked. */
final class PromptFlags {
    @Option(
            names = {"--role", "--system"},
            paramLabel = "TEXT",
            description = "Who the model is to be, as a sentence: tone and depth follow from it.")
    private String role = "";

    @Option(
            names = "--directive",
            paramLabel = "TEXT",
            description = "What it is to do with what is asked.")
    private String directive = "";

    @Option(
            names = "--context-file",
            paramLabel = "FILE",
            description = "A text of what it is to know: background, documents.")
    private Optional<String> contextFile = Optional.empty();

    @Option(
            names = "--example",
            paramLabel = "IN=>OUT",
            converter = ExampleConverter.class,
            description = "An input and the output wanted for it; may be given many times.")
    private List<Prompt.Example> examples = new ArrayList<>();

    @Option(
            names = "--output-format",
            paramLabel = "TEXT",
            description = "What an answer is to look like.")
    private String outputFormat = "";

    @Option(names = "--step-by-step", description = "Ask for the reasoning before the answer.")
    private boolean stepByStep;

    /** Whether there is any. */
    boolean given() {
        return stepByStep
                || contextFile.isPresent()
                || !(role + directive + outputFormat).isBlank()
                || !examples.isEmpty();
    }

    /**
     * The parts and a question.
     *
     * @param question blank where the directive says it all
     * @throws io.vesalius.base.BadRequestException when there is neither
     * @throws io.vesalius.base.BadFileException when the context can't be read
     */
    Prompt prompt(final String question) {
        final Prompt empty = Prompt.ask(question.isBlank() ? directive : question);
        Prompt prompt =
                empty.withDirective(directive)
                        .withQuestion(question)
                        .withRole(role)
                        .withContext(contextFile.map(PromptFlags::read).orElse(""))
                        .withOutputFormat(outputFormat);
        for (final Prompt.Example example : examples) {
            prompt = prompt.withExample(example.input(), example.output());
        }
        return stepByStep ? prompt.thinkingStepByStep() : prompt;
    }

    private static String read(final String file) {
        return TextInput.file(ModelPath.path(file)).strip();
    }
}
