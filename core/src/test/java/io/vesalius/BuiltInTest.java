package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.prompt.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The model in the box. */
final class BuiltInTest {
    @TempDir private Path folder;

    @Test
    void it_is_a_llama_of_at_most_two_megabytes() throws IOException {
        final Path file = folder.resolve("stories.gguf");
        BuiltIn.copyTo(file);

        assertThat(Files.size(file)).isLessThanOrEqualTo(2_000_000);
        try (GgufFile model = GgufFile.open(file)) {
            assertThat(model.metadata().string("general.architecture")).isEqualTo("llama");
            assertThat(model.metadata().string("general.name")).isEqualTo(BuiltIn.NAME);
            assertThat(model.warnings()).isEmpty();
        }
    }

    @Test
    void its_story_goes_on_in_words_and_goes_somewhere() {
        try (Vesalius model = BuiltIn.open(OpenOptions.DEFAULT)) {
            final String story =
                    model.generate(
                                    "Once upon a time",
                                    GenerateOptions.DEFAULT.withSeed(1).withMaxTokens(150))
                            .text()
                            .toLowerCase(Locale.ROOT);
            final List<String> words = Arrays.asList(story.split("[^a-z']+"));

            assertThat(words).hasSizeGreaterThan(80).contains("the", "was", "and");
            final Set<String> different = new HashSet<>(words);
            assertThat(different).as(story).hasSizeGreaterThan(words.size() / 4);
        }
    }

    @Test
    void a_message_is_the_beginning_that_it_goes_on_from() {
        try (Vesalius model = BuiltIn.open(OpenOptions.DEFAULT)) {
            assertThat(model.encode(List.of(Message.user("One day, a cat"))))
                    .isEqualTo(model.encode("One day, a cat"));
        }
    }
}
