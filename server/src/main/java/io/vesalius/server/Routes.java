package io.vesalius.server;

import io.helidon.webserver.http.ServerResponse;
import io.vesalius.Vesalius;
import io.vesalius.server.api.Answers;
import io.vesalius.server.api.OpenApi;
import io.vesalius.server.api.Requests;
import io.vesalius.server.api.Task;
import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.JsonBody;
import io.vesalius.server.http.Replies;
import io.vesalius.server.http.Wire;
import io.vesalius.server.watch.LogLine;
import io.vesalius.server.watch.Meters;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What there is to ask. */
final class Routes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Vesalius model;
    private final ServerOptions options;
    private final Activity activity;
    private final Meters meters;
    private final JsonBody bodies;
    private final Requests requests;
    private final ChatPage page = ChatPage.load();
    private final long started = Instant.now().getEpochSecond();

    Routes(
            final Vesalius model,
            final ServerOptions options,
            final Activity activity,
            final Meters meters) {
        this.model = model;
        this.options = options;
        this.activity = activity;
        this.meters = meters;
        bodies = new JsonBody(options.limits());
        requests = new Requests(model, options.modelName(), options.bounds());
    }

    List<Route> all() {
        return List.of(
                Route.open("GET", "/", (request, response, line) -> page.send(response)),
                Route.open("GET", "/health", (request, response, line) -> health(response)),
                Route.open("GET", "/ready", (request, response, line) -> ready(response)),
                Route.guarded("GET", "/v1/models", (request, response, line) -> models(response)),
                Route.guarded(
                        "GET", "/openapi.json", (request, response, line) -> describe(response)),
                Route.guarded("GET", "/metrics", (request, response, line) -> metrics(response)),
                Route.guarded(
                        "POST", "/v1/chat/completions", generating("chatcmpl-", requests::chat)),
                Route.guarded("POST", "/v1/completions", generating("cmpl-", requests::completion)),
                Route.guarded("POST", "/tokenize", computing(requests::tokenize)),
                Route.guarded("POST", "/detokenize", computing(requests::detokenize)));
    }

    private void health(final ServerResponse response) {
        requireEngine();
        Replies.json(response, JSON.objectNode().put("status", "ok"));
    }

    /** An engine that has failed is a reason to start the server again. */
    private void requireEngine() {
        model.failure()
                .ifPresent(
                        reason -> {
                            throw ApiError.of(503, "engine_failed", reason.getMessage());
                        });
    }

    /** Whether a request sent now would be taken. */
    private void ready(final ServerResponse response) {
        requireEngine();
        if (activity.draining()) {
            throw ApiError.of(503, "shutting_down", "the server is shutting down");
        }
        if (model.isFull()) {
            throw ApiError.of(503, "busy", "as many requests wait as may");
        }
        Replies.json(response, JSON.objectNode().put("status", "ready"));
    }

    private void models(final ServerResponse response) {
        final ObjectNode json = JSON.objectNode().put("object", "list");
        json.putArray("data")
                .addObject()
                .put("id", options.modelName())
                .put("object", "model")
                .put("created", started)
                .put("owned_by", "vesalius")
                .put("max_model_len", model.contextLength());
        Replies.json(response, json);
    }

    private Route.Action computing(final Function<ObjectNode, ObjectNode> work) {
        return (request, response, line) -> Replies.json(response, bodies.read(request, work));
    }

    private Route.Action generating(final String prefix, final Function<ObjectNode, Task> reader) {
        return (request, response, line) -> {
            final Task task = bodies.read(request, body -> reader.apply(unlessFull(body)));
            generate(answers(prefix, task), response, line);
        };
    }

    /** Refuses before a long prompt is looked at. */
    private ObjectNode unlessFull(final ObjectNode body) {
        requireEngine();
        if (model.isFull()) {
            throw ApiError.busy("as many requests run and wait as may: try again later");
        }
        return body;
    }

    private Answers answers(final String prefix, final Task task) {
        return new Answers(
                task,
                prefix + UUID.randomUUID().toString().replace("-", ""),
                Instant.now().getEpochSecond(),
                options.modelName(),
                model.tokenizer());
    }

    private void generate(
            final Answers answers, final ServerResponse response, final LogLine line) {
        line.put("id", answers.id());
        final Generating generating = new Generating(model, answers, meters, line);
        activity.begin(generating);
        Wire.current().afterwards(() -> activity.end(generating));
        generating.answer(response);
    }

    private void describe(final ServerResponse response) {
        Replies.json(response, new OpenApi(options.bounds()).document());
    }

    private void metrics(final ServerResponse response) {
        Replies.text(
                response, Meters.CONTENT_TYPE, meters.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
