package io.vesalius.load;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends requests and times what comes back. Thread-safe. */
final class Asking implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_ERROR_CHARS = 200;
    private static final double NANOS = 1e9;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(30))
                    .build();
    private final LoadPlan plan;
    private final String model;
    private final PromptSource prompts;
    private final long began = System.nanoTime();

    /**
     * @throws IOException when the server names no model
     */
    Asking(final LoadPlan plan) throws IOException, InterruptedException {
        this.plan = plan;
        prompts = new PromptSource(plan.prompts());
        model = plan.model().isPresent() ? plan.model().get() : firstModel();
    }

    private String firstModel() throws IOException, InterruptedException {
        final HttpResponse<String> response =
                http.send(request("models").GET().build(), HttpResponse.BodyHandlers.ofString());
        try {
            final JsonNode name = JSON.readTree(response.body()).at("/data/0/id");
            if (response.statusCode() == 200 && name.isString()) {
                return name.stringValue();
            }
        } catch (JacksonException e) {
            // It names none.
        }
        throw new IOException(
                "%s names no model (status %d): name one"
                        .formatted(plan.at("models"), response.statusCode()));
    }

    private HttpRequest.Builder request(final String path) {
        final HttpRequest.Builder request =
                HttpRequest.newBuilder(plan.at(path)).timeout(plan.timeout());
        plan.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    /** Seconds since it all began. */
    double now() {
        return (System.nanoTime() - began) / NANOS;
    }

    /**
     * One request.
     *
     * @param number in the order of the plan
     * @param due when it was to be sent: time that it was held up counts
     */
    Sample ask(final int number, final double due) throws InterruptedException {
        try {
            final HttpResponse<Stream<String>> response =
                    http.send(
                            request(plan.chat() ? "chat/completions" : "completions")
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    body(number).toString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                return response.statusCode() == 200
                        ? read(lines.iterator(), due)
                        : failed(due, refusal(response.statusCode(), lines));
            }
        } catch (IOException | UncheckedIOException | JacksonException e) {
            return failed(due, String.valueOf(e.getMessage()));
        }
    }

    private Sample failed(final double due, final String why) {
        return Sample.failed(due, now() - due, why);
    }

    private static String refusal(final int status, final Stream<String> lines) {
        final StringBuilder text = new StringBuilder("status " + status + ": ");
        lines.limit(20).forEach(text::append);
        text.setLength(Math.min(text.length(), MOST_ERROR_CHARS));
        return text.toString();
    }

    private ObjectNode body(final int number) {
        final ObjectNode body = JSON.createObjectNode().put("model", model);
        final String prompt = prompts.prompt(number);
        if (plan.chat()) {
            body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        } else {
            body.put("prompt", prompt);
        }
        body.put("max_tokens", plan.maxTokens()).put("temperature", 0).put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        return plan.ignoreEos() ? body.put("ignore_eos", true) : body;
    }

    private Sample read(final Iterator<String> lines, final double due) {
        double first = 0;
        double last = 0;
        int pieces = 0;
        int tokens = 0;
        int promptTokens = 0;
        while (lines.hasNext()) {
            final String line = lines.next();
            if (!line.startsWith("data: ") || line.equals("data: [DONE]")) {
                continue;
            }
            final JsonNode chunk = JSON.readTree(line.substring("data: ".length()));
            if (chunk.has("error")) {
                return failed(due, chunk.at("/error/message").asString("an error"));
            }
            if (hasText(chunk)) {
                last = now() - due;
                first = first == 0 ? last : first;
                pieces++;
            }
            tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
            promptTokens = chunk.at("/usage/prompt_tokens").asInt(promptTokens);
        }
        if (first == 0) {
            last = now() - due; // an answer without text
            first = last;
        }
        return new Sample(
                due, first, last, promptTokens, tokens > 0 ? tokens : pieces, Optional.empty());
    }

    private boolean hasText(final JsonNode chunk) {
        final JsonNode text =
                chunk.at(plan.chat() ? "/choices/0/delta/content" : "/choices/0/text");
        return text.isString() && !text.stringValue().isEmpty();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
