package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.cli.LineSource.Input;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

final class MessageReaderTest {
    private static final Input EMPTY_INTERRUPT = new Input.Interrupted(true);
    private static final Input INTERRUPT = new Input.Interrupted(false);

    private final List<Boolean> goesOn = new ArrayList<>();
    private int warnings;

    /** Lines, and whatever else is in the list, then the end. */
    private List<String> messages(final Object... inputs) {
        final Iterator<Object> left = List.of(inputs).iterator();
        final LineSource source =
                new LineSource() {
                    @Override
                    public Input next(final boolean continued) {
                        goesOn.add(continued);
                        return left.hasNext() ? input(left.next()) : new Input.End();
                    }

                    @Override
                    public Runnable onInterrupt(final Runnable action) {
                        return action;
                    }

                    @Override
                    public void close() {}
                };
        final MessageReader reader = new MessageReader(source, () -> warnings++);
        final List<String> messages = new ArrayList<>();
        for (Optional<String> next = reader.next(); next.isPresent(); next = reader.next()) {
            messages.add(next.get());
        }
        return messages;
    }

    private static Input input(final Object object) {
        return object instanceof Input input ? input : new Input.Line(object.toString());
    }

    @Test
    void a_line_is_a_message() {
        assertThat(messages("one", "", "two \"quoted\""))
                .containsExactly("one", "", "two \"quoted\"");
        assertThat(goesOn).containsOnly(false);
    }

    @Test
    void a_backslash_at_the_end_joins_the_next_line() {
        assertThat(messages("one\\", "two\\", "three", "four\\"))
                .containsExactly("one\ntwo\nthree", "four\n");
        assertThat(goesOn).startsWith(false, true, true, false, true);
    }

    @Test
    void three_quotes_enclose_lines_as_they_are() {
        assertThat(messages("\"\"\"one", "  two\\", "", "three\"\"\"", "four"))
                .containsExactly("one\n  two\\\n\nthree", "four");
        assertThat(messages("\"\"\"", "one", "\"\"\"")).containsExactly("one\n");
        assertThat(messages("\"\"\"one\"\"\"", "two")).containsExactly("one", "two");
        assertThat(messages("\"\"\"\"\"\"", "two")).containsExactly("", "two");
        assertThat(goesOn).startsWith(false, true, true, true, false);
    }

    @Test
    void an_interrupt_forgets_what_was_begun() {
        assertThat(messages("one\\", EMPTY_INTERRUPT, "two", INTERRUPT, "three"))
                .containsExactly("two", "three");
        assertThat(messages("\"\"\"one", INTERRUPT, "two")).containsExactly("two");
    }

    @Test
    void the_first_interrupt_where_nothing_was_begun_is_a_warning_and_the_second_the_end() {
        assertThat(messages("one", EMPTY_INTERRUPT, "two", EMPTY_INTERRUPT, "three"))
                .containsExactly("one", "two", "three");
        assertThat(warnings).isEqualTo(2);
        assertThat(messages("one", EMPTY_INTERRUPT, EMPTY_INTERRUPT, "two")).containsExactly("one");
        assertThat(warnings).isEqualTo(3);
    }
}
