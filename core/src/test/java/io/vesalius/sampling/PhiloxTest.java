package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Against the known answers that are published with Random123 (kat_vectors, philox4x32 10). */
final class PhiloxTest {
    private static int[] encrypted(final int[] counter, final int key0, final int key1) {
        Philox.encrypt(counter, key0, key1);
        return counter;
    }

    @Test
    void zeros_give_the_known_answer() {
        assertThat(encrypted(new int[4], 0, 0))
                .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void ones_give_the_known_answer() {
        assertThat(encrypted(new int[] {-1, -1, -1, -1}, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digits_of_pi_give_the_known_answer() {
        final int[] counter = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
        assertThat(encrypted(counter, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }
}
