package io.vesalius.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.BadFileException;
import io.vesalius.tensor.DType;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class GgufFileTest {
    @TempDir private Path folder;

    @Test
    void what_is_written_is_read_back_equal() {
        final Path path = folder.resolve("m.gguf");
        final float[] values = {1, -2.5f, Float.MIN_VALUE, -0f, 5, 6};
        new GgufWriter()
                .put("general.architecture", "llama")
                .put("count", 7)
                .put("negative", -7)
                .put("eps", 1e-5f)
                .put("on", true)
                .put("tokens", List.of("a", "", "\u00e9\ud83d\ude00\n\0"))
                .put("types", new int[] {1, -2, Integer.MAX_VALUE})
                .put("scores", new float[] {0.5f, -1e30f})
                .put("large", new GgufValue.Whole(GgufType.UINT64, Long.MAX_VALUE))
                .put("precise", new GgufValue.Real(GgufType.FLOAT64, Math.PI))
                .put("bytes", new GgufValue.Wholes(GgufType.UINT8, new long[] {0, 255}))
                .put("flags", new GgufValue.Wholes(GgufType.BOOL, new long[] {1, 0, 1}))
                .tensor("w", new long[] {3, 2}, values)
                .tensor("b", new long[] {1}, new float[] {9})
                .write(path);
        try (GgufFile file = GgufFile.open(path)) {
            final GgufMetadata metadata = file.metadata();
            assertThat(file.version()).isEqualTo(3);
            assertThat(file.warnings()).isEmpty();
            assertThat(metadata.keys()).startsWith("general.architecture", "count").hasSize(12);
            assertThat(metadata.string("general.architecture")).isEqualTo("llama");
            assertThat(metadata.integer("count")).isEqualTo(7);
            assertThat(metadata.integer("negative")).isEqualTo(-7);
            assertThat(metadata.number("eps")).isEqualTo(1e-5f);
            assertThat(metadata.flag("on")).isTrue();
            assertThat(metadata.strings("tokens"))
                    .containsExactly("a", "", "\u00e9\ud83d\ude00\n\0");
            assertThat(metadata.integers("types")).containsExactly(1, -2, Integer.MAX_VALUE);
            assertThat(metadata.numbers("scores")).containsExactly(0.5f, -1e30f);
            assertThat(metadata.integer("large")).isEqualTo(Long.MAX_VALUE);
            assertThat(metadata.number("precise")).isEqualTo(Math.PI);
            assertThat(metadata.integers("bytes")).containsExactly(0, 255);
            assertThat(metadata.integers("flags")).containsExactly(1, 0, 1);
            assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("w", "b");
            assertThat(file.tensor("w").orElseThrow().shape()).isEqualTo("[2, 3]");
            assertThat(file.floats(file.tensor("w").orElseThrow())).containsExactly(values);
            assertThat(file.floats(file.tensor("b").orElseThrow())).containsExactly(9);
        }
        assertThat(folder.toFile().list()).containsExactly("m.gguf");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 4096})
    void data_lies_at_multiples_of_the_alignment_that_the_file_names(final int alignment) {
        final Path path = folder.resolve("m.gguf");
        new GgufWriter()
                .put("general.alignment", alignment)
                .tensor("a", new long[] {1}, new float[] {1})
                .tensor("b", new long[] {1}, new float[] {2})
                .write(path);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.warnings()).isEmpty();
            assertThat(file.tensors()).allMatch(tensor -> tensor.offset() % alignment == 0);
            assertThat(file.floats(file.tensor("b").orElseThrow())).containsExactly(2);
        }
    }

    @Test
    void a_failed_write_leaves_the_old_file_and_nothing_else() throws IOException {
        final Path path = Files.writeString(folder.resolve("m.gguf"), "old");
        final GgufWriter writer =
                new GgufWriter()
                        .tensor(
                                "t",
                                DType.F32,
                                new long[] {8},
                                out -> {
                                    throw new IOException("no space left");
                                });
        assertThat(catchThrowable(() -> writer.write(path)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContainingAll("m.gguf", "no space left");
        assertThat(path).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("m.gguf");
    }

    @Test
    void data_of_another_length_than_the_shape_says_is_not_written() {
        final GgufWriter writer =
                new GgufWriter().tensor("t", new long[] {8}, new float[] {1, 2, 3});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.write(folder.resolve("m.gguf")))
                .withMessageContaining("12 bytes of 32");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void version_2_reads_like_version_3() throws IOException {
        final Path path = folder.resolve("m.gguf");
        new GgufWriter().put("k", "v").tensor("t", new long[] {1}, new float[] {4}).write(path);
        final byte[] bytes = Files.readAllBytes(path);
        bytes[4] = 2;
        Files.write(path, bytes);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.version()).isEqualTo(2);
            assertThat(file.metadata().string("k")).isEqualTo("v");
            assertThat(file.floats(file.tensor("t").orElseThrow())).containsExactly(4);
        }
    }

    @Test
    void a_tensor_over_2_GiB_is_read_at_any_place() throws IOException {
        final long rows = (5L << 30) / 4096;
        final Path path = folder.resolve("large.gguf");
        final byte[] header =
                GgufDraft.claiming(2, 0)
                        .tensor("large", DType.F32.ggmlId(), 0, 1024, rows)
                        .tensor("after", DType.F32.ggmlId(), rows * 4096, 1)
                        .data(0)
                        .bytes();
        // All but the header and the marks is a hole that takes no space.
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.write(header);
            sparse.setLength(header.length + rows * 4096 + 4);
            sparse.seek(header.length + rows * 4096 - 1);
            sparse.write(new byte[] {42, 0, 0, (byte) 0x80, 0x3f});
        }
        try (GgufFile file = GgufFile.open(path);
                Arena arena = Arena.ofConfined()) {
            final GgufTensor large = file.tensor("large").orElseThrow();
            assertThat(large.bytes()).isEqualTo(5L << 30);
            final MemorySegment end = arena.allocate(4096);
            file.read(large, large.bytes() - 4096, end);
            assertThat(end.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 42);
            file.rows(large, (int) rows - 2, 2).read(1, 1, end.fill((byte) 1));
            assertThat(end.get(ValueLayout.JAVA_BYTE, 0)).isZero();
            assertThat(end.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 42);
            assertThat(file.floats(file.tensor("after").orElseThrow())).containsExactly(1);
            assertThat(catchThrowable(() -> file.floats(large)))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageContaining("'large'");
        }
    }

    @Test
    void reads_outside_a_tensor_are_a_defect_of_the_caller() {
        final Path path = folder.resolve("m.gguf");
        new GgufWriter().tensor("t", new long[] {2}, new float[] {1, 2}).write(path);
        try (GgufFile file = GgufFile.open(path);
                Arena arena = Arena.ofConfined()) {
            final GgufTensor tensor = file.tensor("t").orElseThrow();
            final MemorySegment five = arena.allocate(5);
            for (final long offset : new long[] {4, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> file.read(tensor, offset, five));
            }
        }
    }

    @Test
    void numbers_that_are_not_finite_are_refused_where_floats_are_read() {
        final Path path = folder.resolve("m.gguf");
        new GgufWriter().tensor("t", new long[] {2}, new float[] {1, Float.NaN}).write(path);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(catchThrowable(() -> file.floats(file.tensor("t").orElseThrow())))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageContainingAll("'t'", "NaN", "element 1");
        }
    }

    @Test
    void every_real_model_and_vocabulary_opens_without_a_warning() throws IOException {
        int count = 0;
        for (final String name : List.of("models", "tokenizers", "fixtures/families")) {
            try (Stream<Path> files = Files.list(Shared.path(name))) {
                for (final Path path : files.filter(f -> f.toString().endsWith("gguf")).toList()) {
                    try (GgufFile file = GgufFile.open(path)) {
                        assertThat(file.warnings()).as(path.toString()).isEmpty();
                        assertThat(file.metadata().string("general.architecture")).isNotEmpty();
                        count++;
                    }
                }
            }
        }
        assertThat(count).isGreaterThan(20);
    }
}
