package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

final class VerbsChoiceTest {
    private record Fake(String name, int priority, Supplier<VerbsProvider.Offer> answer)
            implements VerbsProvider {
        @Override
        public Offer offer() {
            return answer.get();
        }
    }

    private static Fake works(final String name, final int priority) {
        return new Fake(name, priority, () -> new VerbsProvider.Available(new Definition()));
    }

    private static Fake refuses(final String name, final int priority, final String reason) {
        return new Fake(name, priority, () -> new VerbsProvider.Refused(reason));
    }

    private static Fake fails(final String name, final int priority) {
        return new Fake(
                name,
                priority,
                () -> {
                    throw new NoClassDefFoundError("jdk/incubator/vector/FloatVector");
                });
    }

    private static VerbsChoice choose(final String forced, final VerbsProvider... providers) {
        return VerbsChoice.choose(Optional.ofNullable(forced), List.of(providers));
    }

    @Test
    void the_highest_priority_that_can_run_is_chosen_whatever_the_order() {
        assertThat(choose(null, works("a", 1), works("c", 3), works("b", 2)).name()).isEqualTo("c");
    }

    @Test
    void each_refusal_keeps_its_reason() {
        final VerbsChoice choice =
                choose(null, works("a", 1), refuses("b", 2, "no AVX2"), refuses("c", 3, "no VNNI"));
        assertThat(choice.name()).isEqualTo("a");
        assertThat(choice.description()).isEqualTo("definition (c: no, no VNNI; b: no, no AVX2)");
    }

    @Test
    void a_provider_whose_classes_are_missing_is_passed_over_with_the_class_named() {
        final VerbsChoice choice = choose(null, works("a", 1), fails("b", 2));
        assertThat(choice.name()).isEqualTo("a");
        assertThat(choice.description()).contains("b: no, it can't load", "FloatVector");
    }

    @Test
    void a_forced_one_is_taken_though_better_ones_exist() {
        assertThat(choose("a", works("a", 1), works("b", 2)).name()).isEqualTo("a");
    }

    @Test
    void those_after_the_chosen_one_are_not_asked() {
        final VerbsProvider never =
                new Fake(
                        "a",
                        1,
                        () -> {
                            throw new AssertionError("asked");
                        });
        assertThat(choose(null, never, works("b", 2)).name()).isEqualTo("b");
    }

    @Test
    void an_unknown_name_is_answered_with_what_there_is() {
        assertThatThrownBy(() -> choose("z", works("a", 1), refuses("b", 2, "no AVX2")))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("kernels 'z' can't run here. There are: b: no, no AVX2; a: definition");
    }

    @Test
    void a_forced_one_that_cannot_run_is_an_error_with_its_reason() {
        assertThatThrownBy(() -> choose("b", works("a", 1), refuses("b", 2, "no AVX2")))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'b'")
                .hasMessageContaining("b: no, no AVX2");
    }

    @Test
    void the_survey_asks_all_best_first() {
        assertThat(VerbsChoice.survey(List.of(works("a", 1), fails("c", 3), works("b", 2))))
                .extracting(VerbsChoice.Candidate::name)
                .containsExactly("c", "b", "a");
    }

    @Test
    void the_definition_is_always_there() {
        assertThat(VerbsChoice.survey())
                .extracting(VerbsChoice.Candidate::name)
                .endsWith("definition");
        assertThat(VerbsChoice.choose(Optional.of("definition")).verbs())
                .isInstanceOf(Definition.class);
    }

    @Test
    void this_processor_has_a_fused_multiply_add() {
        assertThatCode(FloatingPoint::requireFma).doesNotThrowAnyException();
    }
}
