package io.vesalius.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.kernel.VerbsChoice;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class VectorProviderTest {
    /** What `doctor` would show in a JVM of its own with these options. */
    private static String surveyWith(final String... options)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Prints every provider's answer. */
    static final class Main {
        private Main() {}

        public static void main(final String[] args) {
            VerbsChoice.survey().forEach(System.out::println);
        }
    }

    @Test
    void it_is_found_and_can_be_asked_for_by_name() {
        assertThat(VerbsChoice.choose(Optional.of("vector")).verbs())
                .isInstanceOf(VectorVerbs.class);
    }

    @Test
    void its_name_tells_the_width_of_its_vectors() {
        assertThat(new VectorVerbs().name()).isEqualTo("vector-512");
    }

    @Test
    void without_the_incubator_module_it_says_which_option_is_missing() throws Exception {
        assertThat(surveyWith())
                .contains("vector: no, ", "--add-modules jdk.incubator.vector")
                .contains("definition: definition");
    }

    @Test
    void without_the_optimising_compiler_it_refuses() throws Exception {
        final String module = "--add-modules=jdk.incubator.vector";
        assertThat(surveyWith(module, "-Xint")).contains("vector: no, this JVM runs interpreted");
        assertThat(surveyWith(module, "-XX:TieredStopAtLevel=1"))
                .contains("vector: no, this JVM runs with its first compiler only");
    }
}
