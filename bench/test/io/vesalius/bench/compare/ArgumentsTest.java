package io.vesalius.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ArgumentsTest {
    private static void refused(final String message, final String... args) {
        assertThatExceptionOfType(CompareException.class)
                .isThrownBy(() -> Arguments.parse(args))
                .withMessageContaining(message);
    }

    @Test
    void engines_keep_the_order_and_the_options_they_were_given() {
        final Arguments arguments =
                Arguments.parse(
                        "-m",
                        "/m.gguf",
                        "--peer",
                        "ik=/ik/llama-bench -rtr 1",
                        "--peer",
                        "a=/a/llama-bench",
                        "-b",
                        "1,4",
                        "-d",
                        "0,4096",
                        "-t",
                        "2",
                        "-r",
                        "3");

        assertThat(arguments.peers().keySet()).containsExactly("ik", "a");
        assertThat(arguments.peers().get("ik")).containsExactly("/ik/llama-bench", "-rtr", "1");
        assertThat(arguments.rounds()).isEqualTo(3);
        assertThat(arguments.plan())
                .isEqualTo(new Plan("/m.gguf", 2, 512, 64, List.of(1, 4), List.of(0, 4096)));
    }

    @Test
    void what_is_wrong_is_named_with_what_is_allowed() {
        refused("--model FILE is needed");
        refused("no option '--fast': there are --batch, --depth", "--fast", "1");
        refused("--peer needs a value", "-m", "m", "--peer");
        refused("NAME=COMMAND is needed", "-m", "m", "--peer", "/a/llama-bench");
        refused("'a' is taken", "-m", "m", "--peer", "a=b", "--peer", "a=c");
        refused("--rounds '0': a number from 1", "-m", "m", "-r", "0");
        refused("--batch 'x': a number", "-m", "m", "-b", "1,x");
    }
}
