package io.vesalius.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
