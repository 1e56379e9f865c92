package io.vesalius.format;

import static io.vesalius.format.GgufDraft.claiming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Each damaged or hostile file gives one clear line, whatever it claims. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class GgufBadInputTest {
    private static final int F32 = 0;
    private static final int Q8_0 = 8;

    @TempDir private Path folder;

    private void refused(final GgufDraft draft, final String... fragments) {
        refused(BadFileException.class, draft, fragments);
    }

    private void refused(
            final Class<? extends VesaliusException> type,
            final GgufDraft draft,
            final String... fragments) {
        final Path path = write("model.gguf", draft.bytes());
        refused(type, path, fragments);
        assertThat(catchThrowable(() -> GgufFile.open(path).close()))
                .hasMessageContaining("model.gguf");
    }

    private static void refused(
            final Class<? extends VesaliusException> type,
            final Path path,
            final String... fragments) {
        final Throwable thrown = catchThrowable(() -> GgufFile.open(path).close());
        assertThat(thrown).isExactlyInstanceOf(type).hasMessageContainingAll(fragments);
        assertThat(thrown.getMessage()).hasSizeLessThan(900).doesNotContain("\n", "\0");
    }

    private Path write(final String name, final byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_empty_file_is_refused() {
        refused(new GgufDraft(), "0 bytes", "GGUF");
    }

    @Test
    void a_file_shorter_than_the_magic_is_refused() {
        refused(new GgufDraft().raw("GGU"), "3 bytes", "GGUF");
    }

    @Test
    void a_wrong_magic_is_shown() {
        refused(new GgufDraft().raw("PK\3\4...."), "not a GGUF file", "50 4b 03 04");
    }

    @Test
    void a_lower_case_magic_is_named() {
        refused(new GgufDraft().raw("gguf").i32(3), "lower case");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 0x7fffffff, -1})
    void versions_other_than_2_and_3_are_unsupported(final int version) {
        refused(
                UnsupportedException.class,
                new GgufDraft().raw("GGUF").i32(version).i64(0).i64(0),
                Integer.toUnsignedString(version),
                "versions 2 and 3");
    }

    @Test
    void a_big_endian_file_is_called_so() {
        refused(UnsupportedException.class, new GgufDraft().raw("GGUF").i32(3 << 24), "big-endian");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6, 8, 12, 16, 20, 23})
    void a_header_cut_anywhere_is_incomplete(final int length) {
        final byte[] whole = claiming(0, 0).bytes();
        final byte[] cut = java.util.Arrays.copyOf(whole, length);
        refused(new GgufDraft().raw(cut), "incomplete");
    }

    @Test
    void a_git_lfs_pointer_is_called_so() {
        refused(
                new GgufDraft().raw("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
                "Git LFS pointer",
                "git lfs pull");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE html><html>", "<html><body>404"})
    void an_html_page_is_called_so(final String page) {
        refused(new GgufDraft().raw(page), "HTML page");
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, (1L << 31) - 8, Long.MIN_VALUE, -1})
    void more_pairs_than_the_file_can_hold_are_refused_before_reading(final long count) {
        refused(claiming(0, count).raw(new byte[36]), Long.toUnsignedString(count), "key");
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, (1L << 31) - 8, Long.MIN_VALUE, -1})
    void more_tensors_than_the_file_can_hold_are_refused_before_reading(final long count) {
        refused(claiming(count, 0).raw(new byte[36]), Long.toUnsignedString(count), "tensors");
    }

    @Test
    void an_empty_key_is_refused() {
        refused(claiming(0, 1).key("", GgufType.UINT32).i32(1).i32(0), "key 0", "empty");
    }

    @ParameterizedTest
    @ValueSource(longs = {65_536, 1L << 40, Long.MIN_VALUE, -1})
    void a_key_longer_than_allowed_is_refused(final long length) {
        refused(claiming(0, 1).i64(length).raw(new byte[50]), "key 0", "65535");
    }

    @Test
    void a_key_that_is_not_utf8_is_refused() {
        refused(claiming(0, 1).i64(2).raw((byte) 0xc3, (byte) 0x28).i32(4).i32(1), "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\nb", "a\u2028b", "a\u202eb"})
    void a_key_with_control_characters_is_refused(final String key) {
        refused(claiming(0, 1).key(key, GgufType.UINT32).i32(1), "control characters");
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 1L << 30, Long.MIN_VALUE, -1})
    void a_string_longer_than_the_rest_of_the_file_is_refused(final long length) {
        refused(claiming(0, 1).key("k", GgufType.STRING).i64(length).raw("12345678"), "'k'");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 255, Integer.MAX_VALUE, -1})
    void an_unknown_value_type_is_refused(final int type) {
        refused(claiming(0, 1).text("k").i32(type).i64(0), "'k'", Integer.toUnsignedString(type));
    }

    @Test
    void a_bool_of_2_is_refused() {
        refused(claiming(0, 1).key("k", GgufType.BOOL).raw((byte) 2), "'k'", "0 or 1");
    }

    @Test
    void arrays_of_arrays_are_refused_without_descending() {
        final GgufDraft draft = claiming(0, 1).key("k", GgufType.ARRAY);
        for (int depth = 0; depth < 60_000; depth++) {
            draft.i32(GgufType.ARRAY.ordinal()).i64(1);
        }
        refused(draft, "'k'", "array of arrays");
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 61) + 1, 1L << 62, -1, Long.MIN_VALUE, 1000})
    void an_array_whose_bytes_exceed_the_file_or_overflow_is_refused(final long length) {
        refused(
                claiming(0, 1)
                        .key("k", GgufType.ARRAY)
                        .i32(GgufType.UINT64.ordinal())
                        .i64(length)
                        .i64(0),
                "'k'");
    }

    @Test
    void an_array_of_a_billion_strings_in_a_small_file_is_refused() {
        refused(
                claiming(0, 1)
                        .key("k", GgufType.ARRAY)
                        .i32(GgufType.STRING.ordinal())
                        .i64(1L << 30)
                        .i64(0),
                "'k'",
                "1073741824");
    }

    @Test
    void a_key_that_stands_twice_is_refused() {
        refused(
                claiming(0, 2).key("k", GgufType.UINT32).i32(1).key("k", GgufType.UINT32).i32(2),
                "'k'",
                "twice");
    }

    @Test
    void a_tensor_name_that_stands_twice_is_refused() {
        refused(
                claiming(2, 0).tensor("t", F32, 0, 8).tensor("t", F32, 32, 8).data(64),
                "'t'",
                "twice");
    }

    @Test
    void tensor_names_over_64_bytes_are_refused_so_that_none_are_equal_after_a_cut() {
        refused(claiming(1, 0).tensor("n".repeat(65), F32, 0, 8).data(32), "65 bytes", "64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc/passwd", "a\nb", "a\0b", "a\u007fb"})
    void improper_tensor_names_are_refused(final String name) {
        refused(claiming(1, 0).tensor(name, F32, 0, 8).data(32), "tensor 0 is named");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, -1})
    void dimension_counts_other_than_1_to_4_are_refused(final int count) {
        final GgufDraft draft = claiming(1, 0).text("t").i32(count);
        refused(draft.raw(new byte[80]), "'t'", Integer.toUnsignedString(count), "1 to 4");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_dimension_that_is_not_positive_is_refused(final long dim) {
        refused(claiming(1, 0).tensor("t", F32, 0, 8, dim).data(32), "'t'", Long.toString(dim));
    }

    @Test
    void dimensions_whose_product_overflows_are_refused() {
        final long dim = 1L << 32;
        refused(claiming(1, 0).tensor("t", F32, 0, dim, dim, 1, 1).data(32), "'t'", "2^63");
        refused(claiming(1, 0).tensor("t", F32, 0, dim, dim / 2, 1, 1).data(32), "'t'", "2^63");
    }

    @Test
    void a_tensor_whose_bytes_overflow_while_its_elements_do_not_is_refused() {
        refused(claiming(1, 0).tensor("t", F32, 0, 1L << 32, 1L << 30).data(32), "'t'", "2^63");
    }

    @Test
    void a_row_that_is_no_multiple_of_the_block_is_refused() {
        refused(claiming(1, 0).tensor("t", Q8_0, 0, 33, 32).data(2000), "'t'", "33", "Q8_0", "32");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 31, 999, -1})
    void an_unknown_or_removed_tensor_type_is_named_with_the_known_ones(final int type) {
        refused(
                UnsupportedException.class,
                claiming(1, 0).tensor("t", type, 0, 32).data(128),
                "'t'",
                Integer.toString(type),
                "Q4_K");
    }

    @Test
    void an_unaligned_offset_is_refused() {
        refused(claiming(1, 0).tensor("t", F32, 16, 8).data(64), "'t'", "16", "multiple of 32");
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 1L << 40, Long.MAX_VALUE - 31, -32})
    void an_offset_outside_the_file_is_refused(final long offset) {
        refused(claiming(1, 0).tensor("t", F32, offset, 8).data(64), "'t'", "offset");
    }

    @Test
    void overlapping_tensors_are_refused() {
        refused(
                claiming(2, 0).tensor("a", F32, 0, 16).tensor("b", F32, 32, 8).data(64),
                "'a'",
                "'b'",
                "overlap");
    }

    @Test
    void data_short_by_one_byte_is_an_incomplete_download() {
        refused(claiming(1, 0).tensor("t", F32, 0, 8).data(31), "'t'", "32", "31", "incomplete");
    }

    @Test
    void bytes_after_the_last_tensor_are_a_warning() {
        final GgufDraft draft = claiming(1, 0).tensor("t", F32, 0, 8).data(32 + 100);
        try (GgufFile file = GgufFile.open(write("m.gguf", draft.bytes()))) {
            assertThat(file.warnings()).singleElement().asString().contains("100 bytes follow");
        }
    }

    @Test
    void bytes_between_tensors_are_a_warning() {
        final GgufDraft draft =
                claiming(2, 0).tensor("a", F32, 0, 8).tensor("b", F32, 96, 8).data(128);
        try (GgufFile file = GgufFile.open(write("m.gguf", draft.bytes()))) {
            assertThat(file.warnings()).singleElement().asString().contains("64 bytes between");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1 << 31, 1 << 21})
    void an_alignment_that_is_no_small_power_of_two_is_refused(final int alignment) {
        refused(
                claiming(0, 1).key("general.alignment", GgufType.UINT32).i32(alignment),
                "general.alignment",
                "power of two");
    }

    @Test
    void a_negative_alignment_or_one_of_a_wrong_type_is_refused() {
        refused(
                claiming(0, 1).key("general.alignment", GgufType.INT32).i32(-32),
                "general.alignment",
                "-32");
        refused(
                claiming(0, 1).key("general.alignment", GgufType.FLOAT32).i32(0x42000000),
                "general.alignment",
                "float32");
    }

    @Test
    void a_header_over_its_limit_is_refused() {
        final GgufLimits limits = new GgufLimits(1000, 1000, 100, 100, 32, 60, 10);
        final Path path =
                write(
                        "m.gguf",
                        claiming(0, 1).key("k", GgufType.STRING).text("x".repeat(99)).bytes());
        assertThat(catchThrowable(() -> GgufFile.open(path, limits).close()))
                .isInstanceOf(BadFileException.class)
                .hasMessageContainingAll("60 bytes", "headerBytes");
    }

    @Test
    void a_file_that_shrinks_while_it_is_read_is_refused() throws IOException {
        final Path path = write("m.gguf", claiming(1, 0).tensor("t", F32, 0, 64).data(256).bytes());
        try (GgufFile file = GgufFile.open(path);
                Arena arena = Arena.ofConfined()) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - 1);
            }
            final GgufTensor tensor = file.tensor("t").orElseThrow();
            assertThat(catchThrowable(() -> file.read(tensor, 0, arena.allocate(256))))
                    .isExactlyInstanceOf(BadFileException.class)
                    .hasMessageContainingAll("'t'", "shorter");
        }
    }

    @Test
    void a_file_replaced_by_rename_is_still_read_as_it_was() throws IOException {
        final byte[] bytes = claiming(1, 0).tensor("t", F32, 0, 8).data(32).bytes();
        final Path path = write("m.gguf", bytes);
        try (GgufFile file = GgufFile.open(path)) {
            Files.move(
                    write("other", new byte[3]),
                    path,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            assertThat(file.floats(file.tensor("t").orElseThrow())).containsOnly(0f).hasSize(8);
        }
    }

    @Test
    void a_directory_a_missing_file_and_a_device_are_called_so() {
        refused(BadFileException.class, folder, "a directory");
        refused(BadFileException.class, folder.resolve("none.gguf"), "no such file");
        final Path device = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(device));
        refused(BadFileException.class, device, "no regular file");
    }

    @Test
    void a_fifo_is_refused_without_waiting_for_its_writer() throws Exception {
        final Path fifo = folder.resolve("pipe.gguf");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        refused(BadFileException.class, fifo, "no regular file");
    }
}
