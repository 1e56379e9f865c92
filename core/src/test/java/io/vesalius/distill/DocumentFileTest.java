package io.vesalius.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class DocumentFileTest {
    @TempDir private Path folder;

    private Path file(final String text) throws IOException {
        return Files.writeString(folder.resolve("text.txt"), text);
    }

    @Test
    void what_is_written_is_what_is_read() {
        final List<Document> documents =
                List.of(
                        new Document("One day.\n\nThe end.", true),
                        new Document("Lily saw a <|cut|> é", false));
        final Path file = folder.resolve("text.txt");
        DocumentFile.write(file, documents);

        assertThat(DocumentFile.read(file)).isEqualTo(documents);
    }

    @Test
    void a_file_without_marks_is_one_document() throws IOException {
        assertThat(DocumentFile.read(file("In the beginning\nGod created\n")))
                .containsExactly(new Document("In the beginning\nGod created", true));
    }

    @Test
    void empty_documents_are_left_out() throws IOException {
        assertThat(DocumentFile.read(file("a\n<|endoftext|>\n\n<|endoftext|>\nb\n<|endoftext|>\n")))
                .extracting(Document::text)
                .containsExactly("a", "b");
    }

    @Test
    void a_file_without_text_is_refused() throws IOException {
        final Path file = file("\n<|endoftext|>\n");

        assertThatThrownBy(() -> DocumentFile.read(file))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("holds no text");
    }

    @Test
    void bytes_that_are_no_text_are_refused() throws IOException {
        final Path file = Files.write(folder.resolve("text.txt"), new byte[] {'a', (byte) 0xff});

        assertThatThrownBy(() -> DocumentFile.read(file))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("not UTF-8");
    }
}
