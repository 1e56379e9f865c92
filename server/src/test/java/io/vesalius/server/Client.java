package io.vesalius.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

/** Speaks HTTP to a server, as a test sees it. */
final class Client implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    Client(final String url) {
        this.url = url;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param text its body
     */
    record Reply(int status, String text, HttpResponse<?> response) {
        JsonNode json() {
            return MAPPER.readTree(text);
        }

        /** A member by its path, as in {@code error.param}; numbers are indices. */
        JsonNode at(final String path) {
            return json().at("/" + path.replace('.', '/'));
        }

        String header(final String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The chunks of a stream, without its end. */
        List<JsonNode> chunks() {
            return lines().filter(line -> !line.equals("[DONE]")).map(MAPPER::readTree).toList();
        }

        boolean isDone() {
            return lines().toList().getLast().equals("[DONE]");
        }

        private Stream<String> lines() {
            return text.lines()
                    .filter(line -> !line.isEmpty())
                    .map(
                            line -> {
                                if (!line.startsWith("data: ")) {
                                    throw new AssertionError("no event: " + line);
                                }
                                return line.substring("data: ".length());
                            });
        }
    }

    static JsonNode parse(final String text) {
        return MAPPER.readTree(text);
    }

    Reply get(final String path, final String... headers) {
        return send("GET", path, "", headers);
    }

    /**
     * @param json with single quotes for double ones
     */
    Reply post(final String path, final String json, final String... headers) {
        return send("POST", path, json.replace('\'', '"'), headers);
    }

    Reply send(final String method, final String path, final String body, final String... headers) {
        final HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            final HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " has no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
