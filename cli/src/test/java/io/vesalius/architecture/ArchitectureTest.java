package io.vesalius.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Data flows one way through the rooms; each of the rules is also shown to see an offender. */
final class ArchitectureTest {
    /** From the lowest up; the facade's room is the root package, named by the empty string. */
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of("base"),
                    Set.of("tensor"),
                    Set.of("format"),
                    Set.of("tokenizer"),
                    Set.of("prompt"),
                    Set.of("kernel"),
                    Set.of("x86", "vector"),
                    Set.of("kv"),
                    Set.of("model"),
                    Set.of("train"),
                    Set.of("sampling"),
                    Set.of("engine"),
                    Set.of(""),
                    Set.of("server", "load", "distill"),
                    Set.of("cli"));

    private static final Set<String> MEMORY_ROOMS =
            Set.of("tensor", "format", "kernel", "x86", "vector");
    private static final Set<String> JSON_ROOMS =
            Set.of("format", "tokenizer", "prompt", "", "server", "load", "cli");

    private static final Predicate<String> MEMORY = MemorySegment.class.getName()::equals;
    private static final Predicate<String> UNSAFE = name -> name.endsWith(".misc.Unsafe");
    private static final Predicate<String> REFLECTION =
            name ->
                    name.startsWith("java.lang.reflect.")
                            || name.equals("java.lang.Class#forName")
                            || name.startsWith("java.lang.Class#newInstance")
                            || name.matches(
                                    "java\\.lang\\.Class#get(Declared)?(Method|Field|Con).*");

    private final List<ClassFacts> classes = Modules.compiled().flatMap(this::classes).toList();

    private Stream<ClassFacts> classes(final Path compiled) {
        assertThat(compiled).as("compiled classes: build all modules").isDirectory();
        return ClassFacts.below(compiled).stream();
    }

    @Test
    void the_check_reads_the_modules() {
        assertThat(classes)
                .extracting(ClassFacts::packageName)
                .contains("io.vesalius.base", "io.vesalius.kernel", "io.vesalius.model.layer");
    }

    @Test
    void rooms_import_only_rooms_below_them() {
        assertThat(Rules.arrowsUp(classes, FLOORS)).isEmpty();
    }

    @Test
    void an_arrow_up_is_seen() {
        assertThat(Rules.arrowsUp(classes, FLOORS.reversed()))
                .contains("io.vesalius.model.Decoder -> io.vesalius.kernel.Compute");
    }

    @Test
    void a_room_that_nobody_placed_is_seen() {
        assertThat(Rules.arrowsUp(classes, FLOORS.subList(1, FLOORS.size())))
                .contains(
                        "io.vesalius.base.VesaliusException is in no known room:"
                                + " say on which floor it is");
    }

    @Test
    void packages_have_no_cycles() {
        assertThat(Rules.cycles(classes)).isEmpty();
    }

    @Test
    void a_cycle_is_seen() {
        final ClassFacts up = new ClassFacts("io.a.Up", Set.of("io.b.Down"), List.of());
        final ClassFacts down = new ClassFacts("io.b.Down", Set.of("io.a.Up"), List.of());

        assertThat(Rules.cycles(List.of(up, down))).containsExactly("io.a -> io.b -> io.a");
    }

    @Test
    void memory_segments_stay_where_a_device_owns_them() {
        assertThat(Rules.usesOutside(classes, MEMORY, MEMORY_ROOMS)).isEmpty();
    }

    @Test
    void nobody_uses_unsafe() {
        assertThat(Rules.usesOutside(classes, UNSAFE, Set.of())).isEmpty();
    }

    @Test
    void nobody_uses_reflection() {
        assertThat(Rules.usesOutside(classes, REFLECTION, Set.of())).isEmpty();
    }

    @Test
    void json_is_read_and_written_at_the_edges() {
        final Predicate<String> json = name -> name.startsWith("tools.jackson.");

        assertThat(Rules.usesOutside(classes, json, JSON_ROOMS)).isEmpty();
    }

    @Test
    void only_the_command_line_prints() {
        final Predicate<String> print = name -> name.equals("java.io.PrintStream");

        assertThat(Rules.usesOutside(classes, print, Set.of("cli"))).isEmpty();
    }

    @Test
    void no_static_field_changes() {
        assertThat(Rules.staticState(classes)).isEmpty();
    }

    @Test
    void forbidden_uses_and_changing_fields_are_seen() {
        final List<ClassFacts> offender = List.of(factsOf(Offender.class));

        assertThat(Rules.usesOutside(offender, MEMORY, MEMORY_ROOMS)).hasSize(1);
        assertThat(Rules.usesOutside(offender, REFLECTION, Set.of()))
                .anyMatch(line -> line.endsWith("java.lang.Class#forName"))
                .anyMatch(line -> line.endsWith("java.lang.Class#getDeclaredMethods"))
                .anyMatch(line -> line.endsWith("java.lang.reflect.Method"));
        assertThat(Rules.staticState(offender))
                .containsExactly(
                        "io.vesalius.architecture.ArchitectureTest$Offender.changes",
                        "io.vesalius.architecture.ArchitectureTest$Offender.HOLDS");
    }

    @Test
    void a_class_hidden_in_a_generic_signature_is_seen() {
        final ClassFacts facts = factsOf(Hiding.class);

        assertThat(Rules.usesOutside(List.of(facts), MEMORY, MEMORY_ROOMS)).hasSize(1);
    }

    private static ClassFacts factsOf(final Class<?> type) {
        final String file = type.getName().replaceAll(".*\\.", "") + ".class";
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file))) {
            return ClassFacts.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does all that the rules forbid. */
    @SuppressWarnings("unused")
    private static final class Offender {
        private static int changes;
        private static final StringBuilder HOLDS = new StringBuilder();

        static int offend(final MemorySegment memory) throws ClassNotFoundException {
            changes += Class.forName("io.vesalius.base.Unknown").getDeclaredMethods().length;
            return changes + HOLDS.length() + (int) memory.byteSize();
        }
    }

    /** Names a forbidden class only as a type argument. */
    private record Hiding(List<MemorySegment> memories) {}
}
