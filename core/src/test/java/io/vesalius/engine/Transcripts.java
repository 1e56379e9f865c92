package io.vesalius.engine;

import io.vesalius.kernel.Verbs;
import io.vesalius.model.ModelOptions;
import io.vesalius.testing.Bits;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Answers to requests as text: every token, and every bit of every log-probability. */
final class Transcripts {
    private final List<Request> requests;
    private int acceptedTokens;

    Transcripts(final List<Request> requests) {
        this.requests = requests;
    }

    /** Guesses that came true so far. */
    int acceptedTokens() {
        return acceptedTokens;
    }

    /** Each request by an engine of its own. */
    List<String> alone(final Path path, final Verbs verbs, final ModelOptions settings)
            throws InterruptedException {
        final List<String> transcripts = new ArrayList<>();
        for (final Request request : requests) {
            try (SmallEngine engine =
                    SmallEngine.open(path, verbs, 1, EngineOptions.DEFAULT, settings)) {
                transcripts.add(transcript(engine.engine().submit(request).await()));
            }
        }
        return transcripts;
    }

    /** All of them at once in another order, with some that are cancelled between. */
    List<String> together(final Engine engine, final Random random) throws InterruptedException {
        final Generation[] generations = new Generation[requests.size()];
        final List<Integer> order = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (final int i : order) {
            generations[i] = engine.submit(requests.get(i));
            if (random.nextInt(3) == 0) {
                final Generation doomed =
                        engine.submit(requests.get(random.nextInt(requests.size())));
                Thread.sleep(random.nextInt(4));
                doomed.cancel();
            }
        }
        final List<String> transcripts = new ArrayList<>();
        for (final Generation generation : generations) {
            transcripts.add(transcript(generation.await()));
        }
        return transcripts;
    }

    private String transcript(final Answer answer) {
        acceptedTokens += answer.timings().acceptedTokens();
        return Bits.of(answer);
    }
}
