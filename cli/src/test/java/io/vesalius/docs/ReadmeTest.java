package io.vesalius.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the documents at the root say is so. */
@Timeout(60)
final class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w*(?:Test|Contract))\\b");
    private static final Pattern TEST_METHOD =
            Pattern.compile("`(?:[A-Z]\\w*\\.)?([a-z0-9]+(?:_[a-z0-9]+){3,})`");
    private static final Pattern COMMAND = Pattern.compile("\\./vesalius ([a-z-]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)\\)");

    @TempDir private Path folder;

    @Test
    void its_java_example_compiles_and_continues_a_text() throws Exception {
        final List<String> examples = found(JAVA_BLOCK, "README.md");
        assertThat(examples).hasSize(1);
        final Path source = folder.resolve("Example.java");
        Files.writeString(source, examples.getFirst());
        final Path model = SmallModels.LLAMA.writeTo(folder);

        final Ended ended = java(source.toString(), model.toString());

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).isNotBlank();
    }

    @Test
    void the_commands_that_documents_name_exist() throws Exception {
        final List<String> commands = new ArrayList<>(found(COMMAND, "README.md"));
        commands.addAll(found(COMMAND, "CONTRIBUTING.md"));
        assertThat(commands).contains("run");
        commands.removeIf("help"::equals); // it explains the others

        for (final String command : new TreeSet<>(commands)) {
            final Ended ended = java("io.vesalius.cli.Main", "help", command);
            assertThat(ended.exitCode()).as(command + ": " + ended.output()).isZero();
        }
    }

    private record Ended(int exitCode, String output) {}

    /** Runs a class, or a source, with what this test has on its class path. */
    private static Ended java(final String... arguments) throws IOException, InterruptedException {
        final List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--class-path",
                                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void files_that_documents_link_to_are_there() throws IOException {
        for (final String document : List.of("README.md", "CONTRIBUTING.md")) {
            assertThat(found(LINK, document))
                    .as(document)
                    .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
        }
    }

    @Test
    void types_that_contributing_names_are_there() throws IOException {
        final List<String> files =
                found(Pattern.compile("`(core/[\\w/.]+\\.java)`"), "CONTRIBUTING.md");
        assertThat(files)
                .filteredOn(file -> !file.contains("/New"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(ROOT.resolve(expanded(file))).exists());
    }

    /** Classes by their names, and methods by their sentences. */
    @Test
    void tests_that_documents_name_are_there() throws IOException {
        final Map<String, String> tests = tests();
        final String all = String.join("\n", tests.values());
        for (final String page : List.of("NUMERICS.md", "ORACLES.md", "WATCHING.md")) {
            final List<String> classes = found(TEST_CLASS, "docs/" + page);
            assertThat(classes)
                    .as(page)
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(tests).containsKey(name));
            assertThat(found(TEST_METHOD, "docs/" + page))
                    .as(page)
                    .allSatisfy(name -> assertThat(all).contains("void " + name + "("));
        }
    }

    /** The sources of all modules' tests, by the names of their classes. */
    private static Map<String, String> tests() throws IOException {
        final Map<String, String> sources = new HashMap<>();
        for (final String module : List.of("core", "vector", "cli")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
                for (final Path file : files.filter(Files::isRegularFile).toList()) {
                    final String name = file.getFileName().toString().replace(".java", "");
                    sources.put(name, Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static String expanded(final String file) {
        return file.replace("core/.../", "core/src/main/java/io/vesalius/")
                .replace("test/.../", "test/java/io/vesalius/");
    }

    private static List<String> found(final Pattern pattern, final String document)
            throws IOException {
        return pattern.matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
