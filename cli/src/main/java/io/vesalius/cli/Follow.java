package io.vesalius.cli;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Event;
import io.vesalius.engine.Generation;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Waits for an answer while its text goes where it is wanted. */
final class Follow {
    private Follow() {}

    /**
     * Hands over the text of the first choice as it becomes certain.
     *
     * @throws io.vesalius.base.VesaliusException when the request failed
     */
    static Answer text(final Generation generation, final Consumer<String> onText) {
        try (generation) {
            while (true) {
                switch (generation.next()) {
                    case Event.Token token -> hand(token.choice(), token.text(), onText);
                    case Event.Finished end -> hand(end.choice(), end.rest(), onText);
                    case Event.Done done -> {
                        return done.answer();
                    }
                    case Event.Failed failed -> throw failed.reason();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private static void hand(final int choice, final String text, final Consumer<String> onText) {
        if (choice == 0 && !text.isEmpty()) {
            onText.accept(text);
        }
    }
}
