package io.vesalius.load;

import io.vesalius.base.BadRequestException;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked, how often and of whom.
 *
 * @param url of the server, or of its `/v1`
 * @param key to be sent
 * @param model to be asked; absent: the first that the server names
 * @param arrivals when requests are sent
 * @param requests how many
 * @param prompts of which sizes
 * @param maxTokens of an answer
 * @param ignoreEos whether answers always have so many; servers may not know it
 * @param chat whether conversations are sent, or texts to be continued
 * @param timeout of a request
 */
public record LoadPlan(
        URI url,
        Optional<String> key,
        Optional<String> model,
        Arrivals arrivals,
        int requests,
        Prompts prompts,
        int maxTokens,
        boolean ignoreEos,
        boolean chat,
        Duration timeout) {
    /** When requests are sent. */
    public sealed interface Arrivals {
        /** So many clients, each of which asks again when it has its answer (closed loop). */
        record Clients(int count) implements Arrivals {}

        /**
         * So many a second on average, whatever becomes of the earlier ones, with exponentially
         * distributed gaps (open loop, Poisson).
         */
        record Rate(double perSecond) implements Arrivals {}
    }

    /**
     * Random words.
     *
     * @param fewest words of a prompt
     * @param most words of a prompt
     * @param shared words with which all prompts begin
     * @param seed the same seed gives the same prompts and arrivals
     */
    public record Prompts(int fewest, int most, int shared, long seed) {}

    /**
     * @throws BadRequestException for a value that can't be
     */
    public LoadPlan {
        final boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        require(web && url.getHost() != null, "url", "it must be an http or https address");
        require(requests > 0, "requests", "there must be at least one");
        require(maxTokens > 0, "max_tokens", "there must be at least one");
        require(
                prompts.fewest > 0 && prompts.fewest <= prompts.most && prompts.shared >= 0,
                "prompt_words",
                "give a number, or two with the larger one last");
        switch (arrivals) {
            case Arrivals.Clients(int count) ->
                    require(count > 0 && count <= 10_000, "clients", "allowed: 1 to 10000");
            case Arrivals.Rate(double rate) ->
                    require(rate > 0 && rate <= 100_000, "rate", "allowed: above 0, up to 100000");
        }
    }

    private static void require(final boolean right, final String name, final String rule) {
        if (!right) {
            throw new BadRequestException(name, "%s: %s".formatted(name, rule));
        }
    }

    /** The address of a path below `/v1`. */
    URI at(final String path) {
        final String text = url.toString().replaceAll("/+$", "").replaceAll("/v1$", "");
        return URI.create(text + "/v1/" + path);
    }
}
