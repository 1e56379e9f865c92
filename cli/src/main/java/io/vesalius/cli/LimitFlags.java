package io.vesalius.cli;

import io.vesalius.server.api.Bounds;
import io.vesalius.server.http.Limits;
import io.vesalius.server.http.Patience;

import picocli.CommandLine.Option;

import java.time.Duration;

/** How much a client may send and ask for, and how long it may take. */
final class LimitFlags {
    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Of a request. Default: 32MiB.")
    private long body = Limits.DEFAULT.bodyBytes();

    @Option(
            names = "--max-header-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Of a request's headers together. Default: 32KiB.")
    private long headerBytes = Limits.DEFAULT.headerBytes();

    @Option(
            names = "--max-headers",
            paramLabel = "N",
            description = "Headers of a request. Default: ${DEFAULT-VALUE}.")
    private int headers = Limits.DEFAULT.headers();

    @Option(
            names = "--max-json-depth",
            paramLabel = "N",
            description = "Levels of a request's JSON. Default: ${DEFAULT-VALUE}.")
    private int jsonDepth = Limits.DEFAULT.jsonDepth();

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connections at once; more wait. Default: ${DEFAULT-VALUE}.")
    private int connections = Limits.DEFAULT.connections();

    @Option(
            names = "--max-n",
            paramLabel = "N",
            description = "Answers to a prompt, prompts of a request. Default: ${DEFAULT-VALUE}.")
    private int choices = Bounds.DEFAULT.choices();

    @Option(
            names = "--max-stop",
            paramLabel = "N",
            description = "Texts that end an answer. Default: ${DEFAULT-VALUE}.")
    private int stops = Bounds.DEFAULT.stops();

    @Option(
            names = "--max-logit-bias",
            paramLabel = "N",
            description = "Tokens with a bias. Default: ${DEFAULT-VALUE}.")
    private int biases = Bounds.DEFAULT.biases();

    @Option(
            names = "--max-logprobs",
            paramLabel = "N",
            description = "Likeliest tokens that are reported. Default: ${DEFAULT-VALUE}.")
    private int topLogProbs = Bounds.DEFAULT.topLogProbs();

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            description = "Of a connection without a request. Default: ${DEFAULT-VALUE}.")
    private long idle = Patience.DEFAULT.idle().toSeconds();

    @Option(
            names = "--receive-timeout",
            paramLabel = "SECONDS",
            description = "For a request to arrive. Default: ${DEFAULT-VALUE}.")
    private long receive = Patience.DEFAULT.receive().toSeconds();

    @Option(
            names = "--write-timeout",
            paramLabel = "SECONDS",
            description = "For a client to read what it is sent. Default: ${DEFAULT-VALUE}.")
    private long write = Patience.DEFAULT.write().toSeconds();

    @Option(
            names = "--linger-timeout",
            paramLabel = "SECONDS",
            description =
                    "For a client to close a connection after its last answer. Default:"
                            + " ${DEFAULT-VALUE}.")
    private long linger = Patience.DEFAULT.linger().toSeconds();

    @Option(
            names = "--drain-timeout",
            paramLabel = "SECONDS",
            description =
                    "For answers under way when the server is told to end. Default:"
                            + " ${DEFAULT-VALUE}.")
    private long drain = Patience.DEFAULT.drain().toSeconds();

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    Limits limits() {
        return new Limits(
                (int) Math.min(body, Integer.MAX_VALUE),
                (int) Math.min(headerBytes, Integer.MAX_VALUE),
                headers,
                jsonDepth,
                connections,
                new Patience(
                        Duration.ofSeconds(idle),
                        Duration.ofSeconds(receive),
                        Duration.ofSeconds(write),
                        Duration.ofSeconds(linger),
                        Duration.ofSeconds(drain)));
    }

    /**
     * @throws io.vesalius.base.BadRequestException for more than the engine allows
     */
    Bounds bounds() {
        return new Bounds(choices, stops, biases, topLogProbs);
    }
}
