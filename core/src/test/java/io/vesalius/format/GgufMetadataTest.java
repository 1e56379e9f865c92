package io.vesalius.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vesalius.base.BadFileException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class GgufMetadataTest {
    private final GgufMetadata metadata =
            new GgufMetadata(
                    Map.of(
                            "text", new GgufValue.Text("a\nb"),
                            "whole", new GgufValue.Whole(GgufType.UINT8, 200),
                            "real", new GgufValue.Real(GgufType.FLOAT32, 0.5),
                            "nan", new GgufValue.Real(GgufType.FLOAT32, Double.NaN),
                            "flag", new GgufValue.Flag(true),
                            "texts", new GgufValue.Texts(List.of("x")),
                            "long", new GgufValue.Wholes(GgufType.INT64, new long[] {1L << 32})));

    private static void refused(final ThrowingCallable call, final String... fragments) {
        assertThat(catchThrowable(call))
                .isExactlyInstanceOf(BadFileException.class)
                .hasMessageContainingAll(fragments)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_missing_key_is_named_and_a_fallback_stands_in() {
        refused(() -> metadata.integer("none"), "'none'", "missing");
        assertThat(metadata.string("none", "x")).isEqualTo("x");
        assertThat(metadata.integer("none", 3)).isEqualTo(3);
        assertThat(metadata.number("none", 0.25)).isEqualTo(0.25);
        assertThat(metadata.flag("none", true)).isTrue();
    }

    @Test
    void a_wrong_type_is_an_error_even_where_a_fallback_exists() {
        refused(() -> metadata.integer("text", 3), "'text'", "string", "an integer");
        refused(() -> metadata.integer("real"), "'real'", "float32 0.5", "an integer");
        refused(() -> metadata.string("whole", "x"), "'whole'", "uint8 200", "a string");
        refused(() -> metadata.flag("whole", true), "'whole'", "a bool");
        refused(() -> metadata.number("flag"), "'flag'", "bool true", "a number");
        refused(() -> metadata.strings("text"), "'text'", "an array of strings");
        refused(() -> metadata.numbers("long"), "'long'", "array of 1 int64", "floating-point");
        refused(() -> metadata.integers("texts"), "'texts'", "array of integers");
    }

    @Test
    void numbers_out_of_range_are_refused() {
        refused(() -> metadata.number("nan"), "'nan'", "finite");
        refused(() -> metadata.integers("long"), "'long'", "4294967296", "index 0");
        refused(() -> metadata.integer("whole", 1, 100), "'whole'", "200", "from 1 to 100");
    }

    @Test
    void integers_of_any_width_are_integers_and_numbers() {
        assertThat(metadata.integer("whole")).isEqualTo(200);
        assertThat(metadata.number("whole")).isEqualTo(200);
        assertThat(metadata.number("real")).isEqualTo(0.5);
    }
}
