package io.vesalius.server;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Event;
import io.vesalius.sampling.Choice;
import io.vesalius.server.api.Answers;
import io.vesalius.server.api.Task;
import io.vesalius.server.http.ApiError;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Turns events into chunks of a stream. */
final class Streaming {
    /** Which answer. */
    private record Key(int prompt, int choice) {}

    private final Answers answers;
    private final Task task;
    private final EventStream stream;
    private final Map<Key, Integer> lengths = new HashMap<>();
    private final Map<Integer, Answer> done = new TreeMap<>();
    private @Nullable ObjectNode last;

    Streaming(final Answers answers, final EventStream stream) {
        this.answers = answers;
        task = answers.task();
        this.stream = stream;
    }

    /**
     * @throws ApiError when a generation fails before anything was sent
     */
    void take(final Events.Of of) throws IOException {
        switch (of.event()) {
            case Event.Token token ->
                    piece(new Key(of.prompt(), token.choice()), token.token(), token.text());
            case Event.Finished finished -> finish(of.prompt(), finished);
            case Event.Done(Answer answer) -> done(of.prompt(), answer);
            case Event.Failed(var reason) -> fail(ApiError.during(reason));
        }
    }

    private void piece(final Key key, final Choice token, final String text) throws IOException {
        release();
        final int offset = open(key);
        if (!text.isEmpty() || task.look().logProbs() || task.look().tokenIds()) {
            stream.add(answers.piece(key.prompt(), key.choice(), text, List.of(token), offset));
            lengths.put(key, offset + text.length());
        }
    }

    /** How long the answer is already. */
    private int open(final Key key) throws IOException {
        final Integer length = lengths.get(key);
        if (length != null) {
            return length;
        }
        final ObjectNode opening = answers.opening(key.prompt(), key.choice());
        if (opening != null) {
            stream.add(opening);
        }
        lengths.put(key, 0);
        return 0;
    }

    /** The chunk is kept back: if nothing but the ends of requests follows, it tells timings. */
    private void finish(final int prompt, final Event.Finished finished) throws IOException {
        open(new Key(prompt, finished.choice()));
        release();
        last = answers.end(prompt, finished.choice(), finished.completion(), finished.rest());
    }

    private void release() throws IOException {
        if (last != null) {
            stream.add(last);
            last = null;
        }
    }

    private void done(final int prompt, final Answer answer) throws IOException {
        done.put(prompt, answer);
        if (done.size() < task.prompts().size()) {
            return;
        }
        Objects.requireNonNull(last, "an answer ends before its request")
                .set("timings", answers.timings(List.copyOf(done.values())));
        release();
        if (task.look().usage()) {
            stream.add(answers.usage(List.copyOf(done.values())));
        }
    }

    /** Tells of an error: by an event, or by throwing it where nothing was sent yet. */
    void fail(final ApiError error) throws IOException {
        if (!stream.isOpen()) {
            throw error;
        }
        stream.add(error.json());
    }
}
