package io.vesalius.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.BadFileException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class GgufSplitTest {
    private static final int COUNT = 3;

    @TempDir private Path folder;

    private Path name(final int part) {
        return folder.resolve("model-%05d-of-%05d.gguf".formatted(part + 1, COUNT));
    }

    private static GgufWriter part(final int number, final String tensor) {
        return new GgufWriter()
                .put("split.no", number)
                .put("split.count", COUNT)
                .put("split.tensors.count", COUNT)
                .tensor(tensor, new long[] {2}, new float[] {number, 10 + number});
    }

    private void writeAll() {
        for (int i = 0; i < COUNT; i++) {
            final GgufWriter writer = part(i, "t" + i);
            (i == 0 ? writer.put("general.architecture", "llama") : writer).write(name(i));
        }
    }

    private void refused(final String... fragments) {
        assertThat(catchThrowable(() -> GgufFile.open(name(0)).close()))
                .isExactlyInstanceOf(BadFileException.class)
                .hasMessageContainingAll(fragments);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void opening_any_part_opens_all(final int opened) {
        writeAll();
        try (GgufFile file = GgufFile.open(name(opened))) {
            assertThat(file.metadata().string("general.architecture")).isEqualTo("llama");
            assertThat(file.tensors()).hasSize(COUNT);
            for (int i = 0; i < COUNT; i++) {
                final GgufTensor tensor = file.tensor("t" + i).orElseThrow();
                assertThat(tensor.part()).isEqualTo(i);
                assertThat(file.floats(tensor)).containsExactly(i, 10 + i);
            }
        }
    }

    @Test
    void a_missing_part_is_named() throws IOException {
        writeAll();
        Files.delete(name(1));
        refused("model-00002-of-00003.gguf", "part 2 of 3 is missing");
    }

    @Test
    void a_part_of_another_count_is_refused() {
        writeAll();
        part(2, "t2").put("split.count", 4).write(name(2));
        refused("part 3 of 4", "3 of 3", "mixed up");
    }

    @Test
    void parts_in_the_wrong_order_are_refused() {
        writeAll();
        part(1, "t2").write(name(2));
        refused("part 2 of 3", "3 of 3", "mixed up");
    }

    @Test
    void a_part_without_split_keys_is_refused() {
        writeAll();
        new GgufWriter().tensor("t1", new long[] {1}, new float[] {1}).write(name(1));
        refused("model-00002-of-00003.gguf", "mixed up");
    }

    @Test
    void a_part_that_says_another_number_of_tensors_is_of_another_model() {
        writeAll();
        part(1, "t1").put("split.tensors.count", 9).write(name(1));
        refused("model-00002-of-00003.gguf", "split.tensors.count", "9", "another model");
    }

    @Test
    void fewer_tensors_than_promised_are_refused() {
        for (int i = 0; i < COUNT; i++) {
            part(i, "t" + i).put("split.tensors.count", 4).write(name(i));
        }
        refused("3 tensors", "4");
    }

    @Test
    void a_tensor_in_two_parts_is_refused() {
        writeAll();
        part(1, "t0").write(name(1));
        refused("'t0'", "two parts");
    }

    @Test
    void a_part_whose_name_does_not_say_so_is_refused() {
        writeAll();
        final Path path = folder.resolve("renamed.gguf");
        part(0, "t0").write(path);
        assertThat(catchThrowable(() -> GgufFile.open(path).close()))
                .isExactlyInstanceOf(BadFileException.class)
                .hasMessageContainingAll("renamed.gguf", "model-00001-of-00003.gguf");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1025, Integer.MAX_VALUE})
    void an_absurd_number_of_parts_is_refused(final int count) {
        part(0, "t0").put("split.count", count).write(name(0));
        refused("split.count", Integer.toString(count), "1024");
    }
}
