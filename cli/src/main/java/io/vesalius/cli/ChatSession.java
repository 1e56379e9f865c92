package io.vesalius.cli;

import io.vesalius.GenerateOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.VesaliusException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Generation;
import io.vesalius.sampling.FinishReason;

import java.util.Optional;

/** A conversation with a model: questions and commands in, answers out. */
final class ChatSession {
    private final Shell shell;
    private final Vesalius model;
    private final LineSource lines;
    private final ChatStyle style;
    private final Conversation conversation;
    private GenerateOptions options;
    private Optional<Answer> last = Optional.empty();

    ChatSession(
            final Shell shell,
            final Vesalius model,
            final LineSource lines,
            final ChatStyle style,
            final Conversation conversation) {
        this.shell = shell;
        this.model = model;
        this.lines = lines;
        this.style = style;
        this.conversation = conversation;
        options = style.options();
    }

    /** Goes on until there are no more messages, or one says so. */
    void run() {
        final ChatCommands commands = new ChatCommands(this, shell.err());
        final MessageReader reader =
                new MessageReader(
                        lines,
                        () -> shell.err().line("(Ctrl-C again leaves; so do Ctrl-D and /exit)"));
        boolean open = true;
        while (open) {
            final Optional<String> message = reader.next();
            if (message.isEmpty()) {
                return;
            }
            open = handled(commands, message.get());
        }
    }

    /** A person goes on after an error; a script hears of it. */
    private boolean handled(final ChatCommands commands, final String message) {
        try {
            if (message.startsWith("/")) {
                return commands.run(message.strip());
            }
            if (!message.isBlank()) {
                ask(message);
            }
        } catch (VesaliusException e) {
            if (!style.interactive()) {
                throw e;
            }
            shell.err().line("vesalius: " + Printable.line(e.getMessage()));
        }
        return true;
    }

    /**
     * Asks and shows the answer; what fails is not remembered.
     *
     * @throws VesaliusException when the model can't answer
     */
    void ask(final String question) {
        final Generation generation =
                model.submit(model.encode(conversation.with(question)), options);
        final Runnable restore = lines.onInterrupt(generation::cancel);
        final Answer answer;
        try {
            answer = Follow.text(generation, this::show);
        } finally {
            restore.run();
        }
        conversation.add(new Conversation.Turn(question, answer.text()));
        last = Optional.of(answer);
        end(answer);
    }

    private void show(final String text) {
        if (!style.json()) {
            shell.out().printForeign(text).flush();
        }
    }

    private void end(final Answer answer) {
        if (style.json()) {
            final AnswerJson json =
                    new AnswerJson(answer, model.tokenizer(), style.logProbs(), false);
            shell.out().line(Json.text(json.members()));
            return;
        }
        shell.out().line("");
        if (answer.completions().getFirst().reason() == FinishReason.CANCELLED) {
            shell.err().line("(stopped)");
        }
        if (style.timings()) {
            shell.err().print(AnswerText.timings(answer)).flush();
        }
    }

    /**
     * Asks the last question again, with other draws.
     *
     * @return false where there is none
     */
    boolean regenerate() {
        final Optional<Conversation.Turn> turn = conversation.takeBack();
        if (turn.isEmpty()) {
            return false;
        }
        // The same seed would give the same answer.
        options.sampling().seed().ifPresent(seed -> options = options.withSeed(seed + 1));
        try {
            ask(turn.get().question());
        } catch (VesaliusException e) {
            conversation.add(turn.get());
            throw e;
        }
        return true;
    }

    Conversation conversation() {
        return conversation;
    }

    /** What the last answer took, and how full the context is. */
    String stats() {
        final boolean begun = conversation.turns() > 0;
        final int tokens = begun ? model.encode(conversation.messages()).length : 0;
        return last.map(AnswerText::timings).orElse("no answer yet\n")
                + "context    %6d of %d tokens, %d turns\n"
                        .formatted(tokens, model.contextLength(), conversation.turns());
    }
}
