package io.vesalius.prompt;

import io.vesalius.base.BadRequestException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A prompt as plain text, which invites its completion. */
final class PromptText {
    private final Prompt prompt;
    private final PromptWording wording;

    private PromptText(final Prompt prompt) {
        this.prompt = prompt;
        this.wording = prompt.wording();
    }

    static String of(final Prompt prompt) {
        return new PromptText(prompt).write();
    }

    private String write() {
        checkAll();
        final List<String> blocks = new ArrayList<>();
        blocks.add(prompt.role());
        blocks.add(prompt.directive());
        blocks.add(labelled(wording.context(), prompt.context(), "\n"));
        blocks.add(labelled(wording.format(), prompt.outputFormat(), " "));
        for (final Prompt.Example example : prompt.examples()) {
            blocks.add(
                    label(wording.input())
                            + " "
                            + example.input()
                            + "\n"
                            + label(wording.output())
                            + " "
                            + example.output());
        }
        final String asked = labelled(wording.input(), prompt.question(), " ");
        blocks.add((asked.isEmpty() ? "" : asked + "\n") + opening());
        return blocks(blocks.toArray(String[]::new));
    }

    /** The answer's label, and its first words where it is to reason. */
    private String opening() {
        final String label = label(wording.output());
        return prompt.stepByStep() ? label + " " + wording.thinking() : label;
    }

    private void checkAll() {
        check("role", prompt.role());
        check("directive", prompt.directive());
        check("context", prompt.context());
        check("output_format", prompt.outputFormat());
        for (int i = 0; i < prompt.examples().size(); i++) {
            check("examples[" + i + "].input", prompt.examples().get(i).input());
            check("examples[" + i + "].output", prompt.examples().get(i).output());
        }
        check("question", prompt.question());
    }

    private void check(final String name, final String part) {
        for (final String label : List.of(label(wording.input()), label(wording.output()))) {
            if (part.lines().anyMatch(line -> line.startsWith(label))) {
                throw new BadRequestException(
                        name,
                        ("%s: a line begins with '%s', which in the plain form begins a turn:"
                                        + " choose other labels, or ask a chat model")
                                .formatted(name, label));
            }
        }
    }

    static String label(final String words) {
        return words + ":";
    }

    /** A part after its label; empty where the part is blank. */
    static String labelled(final String words, final String part, final String separator) {
        return part.isBlank() ? "" : label(words) + separator + part;
    }

    /** Parts with a blank line between them, without those that are blank. */
    static String blocks(final String... parts) {
        return Stream.of(parts).filter(part -> !part.isBlank()).collect(Collectors.joining("\n\n"));
    }
}
