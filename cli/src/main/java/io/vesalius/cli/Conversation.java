package io.vesalius.cli;

import io.vesalius.Vesalius;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.Prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was said so far, as it was typed; the messages are made anew from it each time. */
final class Conversation {
    /** A question and its answer. */
    record Turn(String question, String answer) {}

    private final Vesalius model;
    private final List<Turn> turns = new ArrayList<>();
    private Prompt parts;

    /**
     * @param model knows which messages its template takes
     * @param parts what goes with the first question, in the place of its own
     */
    Conversation(final Vesalius model, final Prompt parts) {
        this.model = model;
        this.parts = parts;
    }

    /** All messages: what the model is told first, and the turns. */
    List<Message> messages() {
        if (turns.isEmpty()) {
            final List<Message> opening = model.messages(parts);
            return opening.subList(0, opening.size() - 1);
        }
        final List<Message> all = withQuestions(turns.getFirst().question());
        all.add(Message.assistant(turns.getLast().answer()));
        return all;
    }

    /** All messages and a question. */
    List<Message> with(final String question) {
        final List<Message> all =
                withQuestions(turns.isEmpty() ? question : turns.getFirst().question());
        if (!turns.isEmpty()) {
            all.add(Message.assistant(turns.getLast().answer()));
            all.add(later(question));
        }
        return all;
    }

    /** The messages up to the last question that was answered, or the first one of all. */
    private List<Message> withQuestions(final String first) {
        final List<Message> all = new ArrayList<>(model.messages(parts.withQuestion(first)));
        for (int i = 1; i < turns.size(); i++) {
            all.add(Message.assistant(turns.get(i - 1).answer()));
            all.add(later(turns.get(i).question()));
        }
        return all;
    }

    /** A question after the first: of the prompt's parts only the wish to reason is repeated. */
    private Message later(final String question) {
        final Prompt bare = Prompt.ask(question);
        return (parts.stepByStep() ? bare.thinkingStepByStep() : bare).toMessages().getLast();
    }

    void add(final Turn turn) {
        turns.add(turn);
    }

    /** Takes the last turn back; empty where nothing was asked. */
    Optional<Turn> takeBack() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.removeLast());
    }

    /** The prompt's role, which stands for all that a system message is. */
    Optional<String> system() {
        return Optional.of(parts.role()).filter(role -> !role.isBlank());
    }

    void setSystem(final String text) {
        parts = parts.withRole(text);
    }

    /** Forgets everything but what the model is told first. */
    void clear() {
        turns.clear();
    }

    int turns() {
        return turns.size();
    }
}
