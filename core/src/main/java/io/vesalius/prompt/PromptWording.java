package io.vesalius.prompt;

import java.util.List;

/**
 * The few words of its own that a {@link Prompt} adds, so that they can be in the prompt's
 * language.
 *
 * @param context the label before the context
 * @param format the label before the output's format
 * @param input the label before an example's input and the question, in the plain form
 * @param output the label before an example's output and the answer, in the plain form
 * @param thinkFirst what asks a chat model to reason before it answers
 * @param thinking how an answer begins that reasons first, in the plain form
 */
public record PromptWording(
        String context,
        String format,
        String input,
        String output,
        String thinkFirst,
        String thinking) {
    public static final PromptWording ENGLISH =
            new PromptWording(
                    "Context",
                    "Output format",
                    "Input",
                    "Output",
                    "Think step by step: first write down your reasoning, then the answer.",
                    "Let's think step by step.");

    /**
     * @throws IllegalArgumentException when one is blank or has more than a line, or labels are
     *     equal
     */
    public PromptWording {
        for (final String words : List.of(context, format, input, output, thinkFirst, thinking)) {
            if (words.isBlank() || words.lines().count() > 1) {
                throw new IllegalArgumentException("each wording must be one line of text");
            }
        }
        if (input.equals(output)) {
            throw new IllegalArgumentException("the labels of input and output must differ");
        }
    }
}
