package io.vesalius.cli;

import io.vesalius.prompt.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was said so far. */
final class Conversation {
    /** A question and its answer. */
    record Turn(Message question, String answer) {}

    private Optional<String> system;
    private final List<Message> said = new ArrayList<>();

    Conversation(final Optional<String> system) {
        this.system = system;
    }

    /** All messages, the system's first. */
    List<Message> messages() {
        final List<Message> all = new ArrayList<>();
        system.ifPresent(text -> all.add(Message.system(text)));
        all.addAll(said);
        return all;
    }

    /** All messages and one more. */
    List<Message> with(final Message message) {
        final List<Message> all = messages();
        all.add(message);
        return all;
    }

    void add(final Turn turn) {
        said.add(turn.question);
        said.add(Message.assistant(turn.answer));
    }

    /** Takes the last turn back; empty where nothing was asked. */
    Optional<Turn> takeBack() {
        if (said.isEmpty()) {
            return Optional.empty();
        }
        final String answer = said.removeLast().text();
        return Optional.of(new Turn(said.removeLast(), answer));
    }

    Optional<String> system() {
        return system;
    }

    void setSystem(final Optional<String> text) {
        system = text;
    }

    /** Forgets everything but the system's message. */
    void clear() {
        said.clear();
    }

    int turns() {
        return said.size() / 2;
    }
}
