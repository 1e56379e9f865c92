package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.engine.Generation;
import io.vesalius.testing.Bits;

import java.util.List;
import java.util.SplittableRandom;

/** Asks for one thing after another, and doesn't always wait for the answer. */
final class SoakClient {
    private static final String COMPLETIONS = "/v1/completions";

    private final Running running;
    private final List<SoakRequest> requests;
    private final SplittableRandom random;
    private long compared;
    private long left;

    SoakClient(final Running running, final List<SoakRequest> requests, final int seed) {
        this.running = running;
        this.requests = requests;
        random = new SplittableRandom(seed);
    }

    /** Answers that were the same as alone. */
    long compared() {
        return compared;
    }

    /** Requests that it cancelled or hung up on. */
    long left() {
        return left;
    }

    /**
     * @param end by System.nanoTime
     */
    Void askUntil(final long end) throws InterruptedException {
        while (System.nanoTime() < end) {
            final SoakRequest request = requests.get(random.nextInt(requests.size()));
            switch (random.nextInt(8)) {
                case 0 -> hangUp(request);
                case 1 -> cancel(request);
                case 2, 3 -> library(request);
                case 4, 5 -> stream(request);
                default -> whole(request);
            }
        }
        return null;
    }

    private void whole(final SoakRequest request) {
        final Client.Reply reply = running.client().post(COMPLETIONS, request.json());
        assertThat(reply.at("choices")).as(reply.text()).isEqualTo(request.choices());
        compared++;
    }

    private void stream(final SoakRequest request) {
        final StringBuilder text = new StringBuilder();
        final Client.Reply reply = running.client().post(COMPLETIONS, streamed(request));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        reply.chunks().stream()
                .map(chunk -> chunk.at("/choices/0"))
                .filter(choice -> choice.at("/index").intValue() == 0)
                .forEach(choice -> text.append(choice.at("/text").stringValue()));
        assertThat(text.toString()).isEqualTo(request.text());
        compared++;
    }

    private static String streamed(final SoakRequest request) {
        return request.json().replace("'n'", "'stream': true, 'n'");
    }

    private void library(final SoakRequest request) throws InterruptedException {
        try (Generation generation = submit(request)) {
            assertThat(Bits.of(generation.await())).isEqualTo(request.bits());
        }
        compared++;
    }

    private Generation submit(final SoakRequest request) {
        return running.model().submit(running.model().encode(request.prompt()), request.options());
    }

    private void cancel(final SoakRequest request) throws InterruptedException {
        try (Generation generation = submit(request)) {
            Thread.sleep(random.nextInt(500));
            generation.cancel();
            generation.await();
        }
        left++;
    }

    private void hangUp(final SoakRequest request) throws InterruptedException {
        try (Raw raw = new Raw(running)) {
            raw.send(Raw.post(COMPLETIONS, streamed(request)));
            Thread.sleep(random.nextInt(500));
        }
        left++;
    }
}
