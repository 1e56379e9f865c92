package io.vesalius.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page about the server says what requests are checked by. */
final class ServerPageTest {
    private static String page() throws IOException {
        return Files.readString(
                Path.of(System.getProperty("basedir", ""))
                        .toAbsolutePath()
                        .resolve("../docs/SERVER.md"));
    }

    @Test
    void it_has_the_lists_of_parameters() throws IOException {
        final Parameters parameters = new Parameters(Bounds.DEFAULT);
        final List<Parameter> chat = parameters.chat();
        final List<Parameter> completions = parameters.completions();
        final List<Parameter> common = chat.stream().filter(completions::contains).toList();

        assertThat(page())
                .contains(ParameterTables.of(common))
                .contains(ParameterTables.of(ParameterTables.without(chat, common)))
                .contains(ParameterTables.of(ParameterTables.without(completions, common)));
    }
}
