package io.vesalius.server;

import org.junit.jupiter.api.Assumptions;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A page in Chromium, which is driven by its own protocol (DevTools). Where Chromium is missing the
 * test that asks is skipped, and says so.
 */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private Browser(final Process process, final URI devTools) throws Exception {
        this.process = process;
        final HttpRequest newPage =
                HttpRequest.newBuilder(
                                URI.create("http://" + devTools.getAuthority() + "/json/new"))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build();
        final String page = http.send(newPage, HttpResponse.BodyHandlers.ofString()).body();
        socket =
                http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(
                                        JSON.readTree(page)
                                                .get("webSocketDebuggerUrl")
                                                .stringValue()),
                                new Listener())
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        call("Page.enable", Map.of());
    }

    /**
     * @param profile a folder of its own
     */
    static Browser start(final Path profile) throws Exception {
        final Process process =
                new ProcessBuilder(
                                executable().toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--hide-scrollbars",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .start();
        final BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        String line = err.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            line = err.readLine();
        }
        Thread.ofVirtual().start(() -> err.lines().forEach(each -> {}));
        return new Browser(process, URI.create(String.valueOf(line).substring(LISTENING.length())));
    }

    private static Path executable() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(
                        folder ->
                                Stream.of("chromium", "chromium-browser")
                                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(
                        () -> {
                            final String reason = "SKIPPED, no chromium on the PATH (see .ci/run)";
                            System.err.println(reason);
                            Assumptions.abort(reason);
                            throw new IllegalStateException(reason);
                        });
    }

    private JsonNode call(final String method, final Map<String, ?> parameters) {
        final int id = calls.incrementAndGet();
        final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        final ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        try {
            socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            final JsonNode found = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (found.has("error")) {
                throw new AssertionError(method + ": " + found.get("error"));
            }
            return found.get("result");
        } catch (Exception e) {
            throw new AssertionError(method, e);
        }
    }

    /** Opens a page and waits until it is there. */
    void open(final String url) {
        call("Page.navigate", Map.of("url", url));
        await(
                "location.href.startsWith(%s) && document.readyState === 'complete'"
                        .formatted(JSON.writeValueAsString(url)));
    }

    void reload() {
        run("window.before = true");
        call("Page.reload", Map.of());
        await("!window.before && document.readyState === 'complete'");
    }

    /** The value of an expression, or of its promise. */
    JsonNode run(final String expression) {
        final JsonNode found =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "awaitPromise",
                                true,
                                "returnByValue",
                                true));
        if (found.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + found.get("exceptionDetails"));
        }
        return found.at("/result/value");
    }

    String text(final String expression) {
        return run(expression).asString("");
    }

    /** Waits until an expression is true. */
    void await(final String expression) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!run("!!(" + expression + ")").booleanValue()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        expression + " never came; " + text("document.body.innerText"));
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    void type(final String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /**
     * @param modifiers 1 for Alt, 8 for Shift
     */
    void press(final String key, final String code, final int number, final int modifiers) {
        for (final String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            code,
                            "windowsVirtualKeyCode",
                            number,
                            "modifiers",
                            modifiers,
                            "text",
                            key.equals("Enter") ? "\r" : ""));
        }
    }

    void size(final int width, final int height, final boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", phone));
    }

    /**
     * @param scheme light or dark
     */
    void colours(final String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void picture(final Path file) throws IOException {
        final String data = call("Page.captureScreenshot", Map.of()).get("data").stringValue();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        process.destroy();
        process.onExit().join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public CompletionStage<?> onText(
                final WebSocket from, final CharSequence data, final boolean last) {
            begun.append(data);
            if (last) {
                final JsonNode message = JSON.readTree(begun.toString());
                begun.setLength(0);
                if (message.has("id")) {
                    answers.remove(message.get("id").intValue()).complete(message);
                }
            }
            from.request(1);
            return null;
        }
    }
}
