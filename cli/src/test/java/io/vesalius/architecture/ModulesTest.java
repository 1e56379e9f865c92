package io.vesalius.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The artifacts are modules, and the one jar holds the same on the class path. */
final class ModulesTest {
    static Stream<Path> modules() {
        return Modules.compiled();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_service_of_the_module_is_found_on_the_class_path_too(final Path compiled)
            throws IOException {
        final Map<String, Set<String>> provided = new TreeMap<>();
        try (InputStream in = Files.newInputStream(compiled.resolve("module-info.class"))) {
            for (final ModuleDescriptor.Provides provides : ModuleDescriptor.read(in).provides()) {
                provided.put(provides.service(), new TreeSet<>(provides.providers()));
            }
        }
        assertThat(listed(compiled.resolve("META-INF/services"))).isEqualTo(provided);
    }

    private static Map<String, Set<String>> listed(final Path folder) throws IOException {
        final Map<String, Set<String>> listed = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    listed.put(
                            file.getFileName().toString(), new TreeSet<>(Files.readAllLines(file)));
                }
            }
        }
        return listed;
    }

    @Test
    void the_command_line_runs_from_the_module_path() throws Exception {
        final String modulePath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("test-classes"))
                        .filter(entry -> !entry.endsWith("-tests.jar"))
                        .collect(Collectors.joining(File.pathSeparator));
        final Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--module-path",
                                        modulePath,
                                        "--module",
                                        "io.vesalius.cli/io.vesalius.cli.Main",
                                        "--version"))
                        .redirectErrorStream(true)
                        .start();
        final String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("vesalius ");
    }
}
