package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests of equal bits can see: each fails for a kernel whose order is another. */
final class ReorderedTest {
    /** The contract's tests, to be called on kernels that they must refuse. */
    private record Contract(Verbs verbs) implements VerbsContract {}

    @ParameterizedTest
    @EnumSource
    void the_contract_refuses_a_kernel_in_another_order(final Reordered kernel) {
        assertThatThrownBy(test(new Contract(kernel), kernel)).isInstanceOf(AssertionError.class);
    }

    private static ThrowingCallable test(final Contract contract, final Reordered kernel) {
        return switch (kernel) {
            case BLOCKS_ARE_ADDED_FROM_THE_LAST,
                    SCALES_MULTIPLY_ONE_AFTER_THE_OTHER,
                    BLOCKS_ARE_ADDED_UNFUSED,
                    SEVERAL_ROWS_ARE_ADDED_IN_ANOTHER_ORDER_THAN_ONE ->
                    () -> contract.products_with_1_to_33_rows_are_the_definitions(DType.Q8_0);
            case ELEMENTS_ARE_ADDED_IN_TWO_SUMS ->
                    () -> contract.products_with_1_to_33_rows_are_the_definitions(DType.F32);
            case HALVES_QUANTISE_UPWARDS -> contract::ties_quantise_to_even_as_in_the_definition;
            case SQUARES_ARE_ADDED_IN_A_ROW, NORMS_MULTIPLY_THE_WEIGHT_FIRST ->
                    contract::norms_are_the_definitions;
            case BOUNDS_ARE_ADDED_IN_A_ROW -> contract::bounds_of_products_are_the_definitions;
            case ROTATIONS_ARE_NOT_FUSED ->
                    () -> contract.rotations_are_the_definitions(Pairing.INTERLEAVED);
            case KEYS_ARE_ROUNDED_TOWARDS_ZERO ->
                    () -> contract.keys_and_values_are_stored_as_in_the_definition(CacheType.F16);
            case SEGMENTS_ARE_SPLIT_IN_TWO, ATTENTION_IS_SPLIT_WHERE_A_STEP_BEGINS ->
                    () -> contract.attention_of_1_to_40_rows_is_the_definitions(CacheType.F16);
            case PAGES_ARE_ATTENDED_TO_EACH_BY_ITSELF ->
                    () -> contract.what_each_page_has_of_the_sum_is_the_definitions(CacheType.F16);
            case SEGMENTS_ARE_MERGED_FROM_THE_RIGHT, OUTPUTS_ARE_MULTIPLIED_BY_A_RECIPROCAL ->
                    contract::merged_and_finished_segments_are_the_definitions;
            case GATES_USE_THE_LIBRARYS_EXP ->
                    () -> contract.gates_of_any_length_are_the_definitions(Activation.SILU);
            case CAPS_MULTIPLY_BY_A_RECIPROCAL -> contract::caps_are_the_definitions;
        };
    }

    @ParameterizedTest
    @ArgumentsSource(WeightTypes.class)
    void products_added_from_the_last_block_are_refused_for_every_type(final DType type) {
        final Reordered kernel =
                Verbs.quantizes(type)
                        ? Reordered.BLOCKS_ARE_ADDED_FROM_THE_LAST
                        : Reordered.ELEMENTS_ARE_ADDED_IN_TWO_SUMS;
        assertThatThrownBy(
                        () ->
                                new Contract(kernel)
                                        .products_over_1_to_40_blocks_are_the_definitions(type))
                .isInstanceOf(AssertionError.class);
    }
}
