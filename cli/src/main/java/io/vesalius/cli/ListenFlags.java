package io.vesalius.cli;

import io.vesalius.server.ServerOptions;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens, and who may ask it. */
final class ListenFlags {
    private static final String KEY_VARIABLE = "VESALIUS_API_KEY";
    private static final Pattern STEM = Pattern.compile("(.*?)(-\\d{5}-of-\\d{5})?\\.gguf");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Where to listen; 0.0.0.0 for all of this machine's addresses. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "A key that requests must bring; may be given many times. Others on this"
                            + " machine can read it here: the variable VESALIUS_API_KEY holds one"
                            + " that they can't. Default: none is needed.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "What clients call the model. Default: its file's name.")
    private Optional<String> alias = Optional.empty();

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            description =
                    "A further name of a server that only this machine can reach; may be given many"
                            + " times.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description =
                    "Whose pages may ask from a browser, such as https://example.org, or * for all;"
                            + " may be given many times.")
    private List<String> origins = new ArrayList<>();

    /**
     * @throws UsageException for what can't be
     */
    ServerOptions options(final Path model, final Map<String, String> environment) {
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port is %d: allowed: 0 to 65535".formatted(port));
        }
        final List<String> all = new ArrayList<>(keys);
        final String secret = environment.getOrDefault(KEY_VARIABLE, "");
        if (!secret.isEmpty()) {
            all.add(secret);
        }
        if (all.stream().anyMatch(String::isBlank)) {
            throw new UsageException("--api-key is empty: give a key, or leave the option out");
        }
        return ServerOptions.of(alias.orElseGet(() -> name(model)))
                .withAddress(host, port)
                .withKeys(all)
                .withHosts(Set.copyOf(hosts))
                .withOrigins(Set.copyOf(origins));
    }

    private static String name(final Path model) {
        final String file = String.valueOf(model.getFileName());
        final Matcher stem = STEM.matcher(file);
        return stem.matches() ? stem.group(1) : file;
    }
}
