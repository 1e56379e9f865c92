package io.vesalius.server.watch;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Event;
import io.vesalius.engine.Timings;
import io.vesalius.sampling.FinishReason;

import java.util.HashMap;
import java.util.Map;

/** Follows one generation: meters, the line of log, the event of JFR. For one thread. */
public final class GenerationWatch {
    private static final double NANOS = 1e9;

    private final Meters meters;
    private final LogLine line;
    private final GenerateEvent recorded = new GenerateEvent();
    private final long submitted = System.nanoTime();
    private final Map<Integer, Long> lastTokens = new HashMap<>();

    /**
     * Begins when its request is handed to the engine.
     *
     * @param id of the request
     */
    public GenerationWatch(final Meters meters, final LogLine line, final String id) {
        this.meters = meters;
        this.line = line;
        recorded.begin();
        recorded.request = id;
    }

    public void event(final Event event) {
        switch (event) {
            case Event.Token token -> token(token);
            case Event.Finished finished -> {}
            case Event.Done(Answer answer) -> done(answer);
            case Event.Failed failed -> {
                meters.ended(FinishReason.FAILED.openAiWord());
                line.put("finish", FinishReason.FAILED.openAiWord());
            }
        }
    }

    private void token(final Event.Token token) {
        meters.token();
        final Long before = lastTokens.put(token.choice(), token.nanos());
        if (before != null) {
            meters.interToken((token.nanos() - before) / NANOS);
        } else if (token.choice() == 0) {
            meters.firstToken((token.nanos() - submitted) / NANOS);
        }
    }

    private void done(final Answer answer) {
        final Timings timings = answer.timings();
        meters.finished(timings);
        answer.completions().forEach(each -> meters.ended(each.reason().openAiWord()));
        final String reason = answer.completions().getFirst().reason().openAiWord();
        line.put("finish", reason)
                .put("prompt_tokens", timings.promptTokens())
                .put("cached_tokens", timings.cachedTokens())
                .put("generated_tokens", timings.generatedTokens())
                .putSeconds("queue", timings.queue())
                .putSeconds("ttft", timings.timeToFirstToken())
                .putSeconds("tpot", timings.timePerOutputToken());
        recorded.end();
        if (recorded.shouldCommit()) {
            commit(reason, timings);
        }
    }

    private void commit(final String reason, final Timings timings) {
        recorded.finishReason = reason;
        recorded.promptTokens = timings.promptTokens();
        recorded.cachedTokens = timings.cachedTokens();
        recorded.generatedTokens = timings.generatedTokens();
        recorded.queue = (long) (timings.queue() * NANOS);
        recorded.timeToFirstToken = (long) (timings.timeToFirstToken() * NANOS);
        recorded.commit();
    }
}
