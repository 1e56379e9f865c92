package io.vesalius.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
    @Test
    void the_largest_unit_that_fits_with_two_decimals() {
        assertThat(ByteSize.text(0)).isEqualTo("0 bytes");
        assertThat(ByteSize.text(1023)).isEqualTo("1023 bytes");
        assertThat(ByteSize.text(1024)).isEqualTo("1 KiB");
        assertThat(ByteSize.text(100 << 10)).isEqualTo("100 KiB");
        assertThat(ByteSize.text(5 << 19)).isEqualTo("2.5 MiB");
        assertThat(ByteSize.text(98_362_432)).isEqualTo("93.81 MiB");
        assertThat(ByteSize.text(2L << 30)).isEqualTo("2 GiB");
        assertThat(ByteSize.text(Long.MAX_VALUE)).isEqualTo("8 EiB");
    }

    @Test
    void amounts_are_read_with_and_without_units() {
        assertThat(ByteSize.parse("4096")).isEqualTo(4096);
        assertThat(ByteSize.parse("2GiB")).isEqualTo(2L << 30);
        assertThat(ByteSize.parse("2 gb")).isEqualTo(2L << 30);
        assertThat(ByteSize.parse("1.5G")).isEqualTo(3L << 29);
        assertThat(ByteSize.parse("512 KiB")).isEqualTo(512 << 10);
        assertThat(ByteSize.parse("0b")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1", "1e9", "2 parsecs", "1.2.3", "4 ib", "1,5G", "0x10"})
    void what_is_no_amount_is_refused(final String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'" + text + "' is no amount of memory");
    }

    @Test
    void an_amount_beyond_a_long_is_refused() {
        assertThatThrownBy(() -> ByteSize.parse("8EiB"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("at most");
    }
}
