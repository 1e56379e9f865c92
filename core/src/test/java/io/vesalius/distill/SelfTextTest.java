package io.vesalius.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

final class SelfTextTest {
    @TempDir private Path folder;

    private List<Document> write(final SelfText how, final int threads, final long bytes) {
        final Path file = SmallModels.LLAMA.withContextLength(40).writeTo(folder);
        try (Vesalius model = Vesalius.open(file, SelfText.options(threads))) {
            return how.write(model, bytes, done -> {});
        }
    }

    @Test
    void the_same_seed_gives_the_same_texts_on_any_number_of_threads() {
        final SelfText how = new SelfText(5, List.of(1.0, 0.5));

        assertThat(write(how, 2, 3000)).isEqualTo(write(how, 1, 3000));
    }

    @Test
    void more_text_begins_like_less() {
        final SelfText how = new SelfText(5, List.of(1.0));
        final List<Document> less = write(how, 2, 1000);

        assertThat(write(how, 2, 4000)).startsWith(less.toArray(Document[]::new));
        assertThat(less.stream().mapToInt(Document::bytes).sum()).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void a_text_that_does_not_end_within_the_context_is_cut() {
        final List<Document> texts = write(new SelfText(1, List.of(1.0)), 2, 5000);

        assertThat(texts).anyMatch(text -> !text.ended());
    }

    @Test
    void a_temperature_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> new SelfText(1, List.of(-1.0)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> new SelfText(1, List.of()))
                .hasMessageContaining("temperatures is empty");
    }
}
