package io.vesalius.server;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.vesalius.Vesalius;
import io.vesalius.base.VesaliusException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Completion;
import io.vesalius.engine.Event;
import io.vesalius.engine.Generation;
import io.vesalius.engine.Request;
import io.vesalius.sampling.FinishReason;
import io.vesalius.server.api.Answers;
import io.vesalius.server.api.Task;
import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.Replies;
import io.vesalius.server.http.Wire;
import io.vesalius.server.watch.GenerationWatch;
import io.vesalius.server.watch.LogLine;
import io.vesalius.server.watch.Meters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request that generates: handed to the engine, followed, and given up when nobody waits. */
final class Generating {
    private static final String CUT = ": the answer is cut off";

    private final Vesalius model;
    private final Answers answers;
    private final Meters meters;
    private final LogLine line;
    private final List<Generation> generations = new ArrayList<>();
    private final List<GenerationWatch> watches = new ArrayList<>();
    private volatile boolean cutOff;

    Generating(
            final Vesalius model, final Answers answers, final Meters meters, final LogLine line) {
        this.model = model;
        this.answers = answers;
        this.meters = meters;
        this.line = line;
    }

    /**
     * Answers a request.
     *
     * @throws ApiError when it can't be answered and nothing was sent
     */
    void answer(final ServerResponse response) {
        try {
            submit();
            Wire.current().watch(this::cancel);
            final Events events = new Events(generations);
            if (answers.task().look().stream()) {
                stream(events, response);
            } else {
                Replies.json(response, answers.whole(collect(events)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the server ends", e);
        } catch (IOException e) {
            throw new CloseConnectionException("the client has gone", e);
        } finally {
            generations.forEach(Generation::close);
        }
    }

    private void watch(final Events.Of of) {
        watches.get(of.prompt()).event(of.event());
    }

    /** For any thread. */
    void cancel() {
        generations.forEach(Generation::cancel);
    }

    /** The server ends and waits no longer: the client is told. For any thread. */
    void cutOff() {
        cutOff = true;
        cancel();
    }

    private static ApiError shuttingDown(final String what) {
        return ApiError.of(503, "shutting_down", "the server is shutting down" + what);
    }

    /** Whether an event tells of an answer that isn't complete because the server ends. */
    private boolean isCut(final Event event) {
        return cutOff
                && switch (event) {
                    case Event.Finished finished -> isCut(finished.completion());
                    case Event.Done(Answer answer) ->
                            answer.completions().stream().anyMatch(Generating::isCut);
                    default -> false;
                };
    }

    private static boolean isCut(final Completion completion) {
        return completion.reason() == FinishReason.CANCELLED;
    }

    private void submit() {
        for (final Task.Prompt prompt : answers.task().prompts()) {
            try {
                watches.add(new GenerationWatch(meters, line, answers.id()));
                generations.add(model.submit(request(prompt)));
                meters.submitted(
                        answers.task().choices(),
                        answers.task().options().stop().maxTokens().orElse(0));
            } catch (VesaliusException e) {
                final boolean chat = answers.task().look().kind() == Task.Protocol.CHAT;
                throw ApiError.of(e).renamed("prompt", chat ? "messages" : "prompt");
            } catch (IllegalStateException e) {
                throw shuttingDown("");
            }
        }
    }

    private Request request(final Task.Prompt prompt) {
        final var options = answers.task().options();
        return new Request(
                prompt.ids(),
                options.sampling(),
                options.stop(),
                options.choices(),
                options.beam(),
                options.truncate(),
                options.priority(),
                Optional.empty());
    }

    private List<Answer> collect(final Events events) throws InterruptedException, IOException {
        final Answer[] all = new Answer[generations.size()];
        for (int open = all.length; open > 0; ) {
            final Events.Of of = events.next();
            watch(of);
            if (of.event() instanceof Event.Failed(var reason)) {
                throw ApiError.during(reason);
            }
            if (of.event() instanceof Event.Done && isCut(of.event())) {
                throw shuttingDown(CUT);
            }
            if (of.event() instanceof Event.Done(Answer answer)) {
                all[of.prompt()] = answer;
                open--;
            }
        }
        checkPeer();
        return List.of(all);
    }

    private static void checkPeer() throws IOException {
        if (Wire.current().isGone()) {
            throw new IOException("the client has gone");
        }
    }

    private void stream(final Events events, final ServerResponse response)
            throws InterruptedException, IOException {
        final EventStream stream = new EventStream(response);
        final Streaming streaming = new Streaming(answers, stream);
        for (int open = generations.size(); open > 0; ) {
            Optional<Events.Of> of = Optional.of(events.next());
            while (of.isPresent()) {
                watch(of.get());
                if (!isCut(of.get().event())) {
                    streaming.take(of.get());
                } else if (Events.isLast(of.get().event())) {
                    streaming.fail(shuttingDown(CUT));
                }
                open -= Events.isLast(of.get().event()) ? 1 : 0;
                of = events.poll();
            }
            checkPeer();
            if (stream.isOpen() && open > 0) {
                stream.flush();
            }
        }
        stream.end();
    }
}
