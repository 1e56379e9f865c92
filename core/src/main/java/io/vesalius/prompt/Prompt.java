package io.vesalius.prompt;

import io.vesalius.base.BadRequestException;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a model, by its parts; each goes in as it is written, and one that is blank is
 * left out. It becomes messages for a chat model, or a plain text that a base model completes.
 *
 * @param role who the model is to be, as a sentence: tone and depth follow from it
 * @param directive what it is to do
 * @param context what it is to know: background, documents
 * @param examples inputs with the outputs wanted for them (few-shot)
 * @param outputFormat what the answer is to look like
 * @param stepByStep whether it is to reason before it answers (chain of thought)
 * @param question the input to be answered; blank where the directive says it all
 * @param wording the words that hold the parts together
 */
public record Prompt(
        String role,
        String directive,
        String context,
        List<Example> examples,
        String outputFormat,
        boolean stepByStep,
        String question,
        PromptWording wording) {
    private static final String BLANK_LINE = "\n\n";

    /** An input and the output wanted for it. */
    public record Example(String input, String output) {}

    /**
     * @throws BadRequestException when there is neither a directive nor a question
     */
    public Prompt {
        examples = List.copyOf(examples);
        if (directive.isBlank() && question.isBlank()) {
            throw new BadRequestException(
                    "prompt", "prompt: a directive or a question is needed, both are blank");
        }
    }

    /** A bare question, in English where words are added. */
    public static Prompt ask(final String question) {
        return new Prompt("", "", "", List.of(), "", false, question, PromptWording.ENGLISH);
    }

    public Prompt withRole(final String some) {
        return new Prompt(
                some, directive, context, examples, outputFormat, stepByStep, question, wording);
    }

    public Prompt withDirective(final String some) {
        return new Prompt(
                role, some, context, examples, outputFormat, stepByStep, question, wording);
    }

    public Prompt withContext(final String some) {
        return new Prompt(
                role, directive, some, examples, outputFormat, stepByStep, question, wording);
    }

    /** One example more, after the others. */
    public Prompt withExample(final String input, final String output) {
        final List<Example> more = new ArrayList<>(examples);
        more.add(new Example(input, output));
        return new Prompt(
                role, directive, context, more, outputFormat, stepByStep, question, wording);
    }

    public Prompt withOutputFormat(final String some) {
        return new Prompt(role, directive, context, examples, some, stepByStep, question, wording);
    }

    public Prompt withQuestion(final String some) {
        return new Prompt(
                role, directive, context, examples, outputFormat, stepByStep, some, wording);
    }

    /** Reasoning first. */
    public Prompt thinkingStepByStep() {
        return new Prompt(
                role, directive, context, examples, outputFormat, true, question, wording);
    }

    public Prompt withWording(final PromptWording some) {
        return new Prompt(
                role, directive, context, examples, outputFormat, stepByStep, question, some);
    }

    /**
     * For a chat model: a system message of role, directive, context and format, unless all are
     * blank; each example as a user's turn and the assistant's; last the user's turn with the
     * question (or, without one, the directive) and the wish to reason first.
     */
    public List<Message> toMessages() {
        final List<Message> messages = new ArrayList<>();
        final String system = instructions();
        if (!system.isEmpty()) {
            messages.add(Message.system(system));
        }
        addTurns(messages, "");
        return List.copyOf(messages);
    }

    /**
     * The same for a model whose template knows no system role: what it would hold opens the first
     * user's turn.
     */
    public List<Message> toMessagesWithoutSystem() {
        final List<Message> messages = new ArrayList<>();
        final String system = instructions();
        addTurns(messages, system.isEmpty() ? "" : system + BLANK_LINE);
        return List.copyOf(messages);
    }

    private void addTurns(final List<Message> messages, final String opening) {
        String before = opening;
        for (final Example example : examples) {
            messages.add(Message.user(before + example.input()));
            messages.add(Message.assistant(example.output()));
            before = "";
        }
        final String asked = question.isBlank() ? directive : question;
        messages.add(
                Message.user(
                        before + (stepByStep ? asked + BLANK_LINE + wording.thinkFirst() : asked)));
    }

    private String instructions() {
        return PromptText.blocks(
                role,
                question.isBlank() ? "" : directive,
                PromptText.labelled(wording.context(), context, "\n"),
                PromptText.labelled(wording.format(), outputFormat, " "));
    }

    /**
     * For a base model, which goes on with what it reads: role, directive, context and format, then
     * the examples and the question as labelled inputs and outputs, the last output left open.
     * There is no space after its label, since tokens of words bring their own.
     *
     * <p>A wish to reason first opens the answer in the model's own voice (Kojima et al. 2022,
     * "Large Language Models are Zero-Shot Reasoners").
     *
     * @throws BadRequestException when a line of a part begins as a label of this form does: the
     *     model couldn't tell it from one; other labels help
     */
    public String toText() {
        return PromptText.of(this);
    }

    /**
     * Where an answer to {@link #toText} ends: the model goes on to a next input, or output, of its
     * own.
     */
    public List<String> stops() {
        return List.of(
                "\n" + PromptText.label(wording.input()),
                "\n" + PromptText.label(wording.output()));
    }
}
