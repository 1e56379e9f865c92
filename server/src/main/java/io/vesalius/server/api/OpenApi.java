package io.vesalius.server.api;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/** The description of the API (OpenAPI 3.1), made of the lists that requests are checked by. */
public final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<Integer, String> ERRORS =
            Map.of(
                    400, "The request can't be answered; param names what is at fault.",
                    401, "An API key is needed, or not known.",
                    403, "The host or origin is not allowed.",
                    404, "There is no such path or model.",
                    413, "The body is too large.",
                    429, "Too many requests wait: come again.",
                    500, "An error of the server's; the log has its number.",
                    503, "The server is ending, or out of room.");

    private final Parameters parameters;

    public OpenApi(final Bounds bounds) {
        parameters = new Parameters(bounds);
    }

    /** The whole document. */
    public ObjectNode document() {
        final ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Vesalius")
                .put("version", "1")
                .put("description", "OpenAI's API, with vLLM's further parameters.");
        final ObjectNode paths = document.putObject("paths");
        get(paths, "/health", "Whether the server can answer.", "Status", true);
        get(paths, "/ready", "Whether a request would be taken now.", "Status", true);
        get(paths, "/v1/models", "The model that is served.", "Models", false);
        post(paths, "/v1/chat/completions", "Answer a conversation.", "Chat");
        post(paths, "/v1/completions", "Continue a text.", "Completion");
        post(paths, "/tokenize", "A text's or conversation's tokens.", "Tokenize");
        post(paths, "/detokenize", "The text of tokens.", "Detokenize");
        final ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer");
        schemas(components.putObject("schemas"));
        return document;
    }

    private void schemas(final ObjectNode schemas) {
        schemas.set("Error", Schemas.of(Shapes.error()));
        schemas.set("Status", Schemas.of(Shapes.status()));
        schemas.set("Models", Schemas.of(Shapes.models()));
        requestAndReply(schemas, "Chat", parameters.chat(), Shapes.chat());
        schemas.set("ChatChunk", Schemas.of(Shapes.chatChunk()));
        requestAndReply(schemas, "Completion", parameters.completions(), Shapes.completion());
        schemas.set("CompletionChunk", Schemas.of(Shapes.completionChunk()));
        requestAndReply(schemas, "Tokenize", parameters.tokenize(), Shapes.tokenized());
        requestAndReply(schemas, "Detokenize", parameters.detokenize(), Shapes.detokenized());
    }

    private static void requestAndReply(
            final ObjectNode schemas,
            final String name,
            final List<Parameter> request,
            final Kind reply) {
        schemas.set(name + "Request", Schemas.members(request));
        schemas.set(name, Schemas.of(reply));
    }

    private static void get(
            final ObjectNode paths,
            final String path,
            final String about,
            final String reply,
            final boolean open) {
        final ObjectNode operation = paths.putObject(path).putObject("get").put("summary", about);
        operation.set("responses", responses(reply, open ? List.of(403, 503) : List.of(401, 403)));
        secure(operation, open);
    }

    private static void post(
            final ObjectNode paths, final String path, final String about, final String name) {
        final ObjectNode operation = paths.putObject(path).putObject("post").put("summary", about);
        operation
                .putObject("requestBody")
                .put("required", true)
                .set("content", content("application/json", name + "Request"));
        final ObjectNode responses =
                responses(name, List.of(400, 401, 403, 404, 413, 429, 500, 503));
        if (name.startsWith("Ch") || name.startsWith("Co")) {
            ((ObjectNode) responses.get("200").get("content"))
                    .set(
                            "text/event-stream",
                            JSON.objectNode().set("schema", reference(name + "Chunk")));
        }
        operation.set("responses", responses);
        secure(operation, false);
    }

    private static void secure(final ObjectNode operation, final boolean open) {
        if (!open) {
            operation.putArray("security").addObject().putArray("key");
        }
    }

    private static ObjectNode responses(final String reply, final List<Integer> errors) {
        final ObjectNode responses = JSON.objectNode();
        responses
                .putObject("200")
                .put("description", "The answer.")
                .set("content", content("application/json", reply));
        for (final int status : errors) {
            responses
                    .putObject(Integer.toString(status))
                    .put("description", ERRORS.get(status))
                    .set("content", content("application/json", "Error"));
        }
        return responses;
    }

    private static ObjectNode content(final String type, final String schema) {
        return JSON.objectNode().set(type, JSON.objectNode().set("schema", reference(schema)));
    }

    private static ObjectNode reference(final String schema) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + schema);
    }
}
