package io.vesalius.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server as a process of its own.
 *
 * @param err what it says on standard error, from the line on after the one that tells its address
 */
record ServerProcess(Process process, BufferedReader err, String url) implements AutoCloseable {
    /**
     * Starts one on a free port and waits until it serves.
     *
     * @param java options of the JVM
     * @param serve options of the command
     */
    static ServerProcess of(final List<String> java, final String... serve) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of("io.vesalius.cli.Main", "serve", "--port", "0"));
        command.addAll(List.of(serve));
        final Process process = new ProcessBuilder(command).start();
        final BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        String line = err.readLine();
        while (line != null && !line.startsWith("serving ")) {
            line = err.readLine();
        }
        return new ServerProcess(process, err, String.valueOf(line).replaceAll(".* at ", ""));
    }

    HttpRequest.Builder ask(final String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    /** A POST of JSON, with single quotes for double ones. */
    HttpRequest post(final String path, final String json) {
        return ask(path).POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))).build();
    }

    /** Sends SIGTERM and leaves its standard error open. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
