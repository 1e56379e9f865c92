package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** White space around tags, with trim_blocks and lstrip_blocks on. */
final class WhitespaceTest {
    @Test
    void the_newline_after_a_block_tag_goes() {
        gives("{% if n %}\na\n{% endif %}\nb", "a\nb");
    }

    @Test
    void the_newline_after_a_printed_value_stays() {
        gives("{{ n }}\nb", "5\nb");
    }

    @Test
    void blanks_between_a_lines_start_and_a_block_tag_go() {
        gives("a\n \t{% if n %}b{% endif %}", "a\nb");
        gives("a {% if n %}b{% endif %}", "a b");
        gives("  {{ n }}", "  5");
    }

    @Test
    void a_minus_takes_all_white_space_on_its_side() {
        gives("a \n\n {{- n -}} \n b", "a5b");
        gives("a \n {%- if n -%} \n b {%- endif %}", "ab");
        gives("a {#- c -#} b", "ab");
    }

    @Test
    void a_plus_keeps_what_would_go() {
        gives("a\n  {%+ if n +%}\nb{% endif %}", "a\n  \nb");
    }

    @Test
    void comments_are_like_block_tags() {
        gives("a\n  {# c #}\nb", "a\nb");
    }

    @Test
    void raw_blocks_keep_their_text_but_for_the_signs() {
        gives("{% raw %}\n a {% endraw %}\nb", "\n a b");
        gives("a {%- raw -%}  {{ x }}  {%- endraw -%} b", "a{{ x }}b");
    }

    @Test
    void one_newline_at_the_very_end_goes() {
        gives("a\n", "a");
        gives("a\n\n", "a\n");
    }

    @Test
    void all_newlines_are_alike() {
        gives("a\r\nb\rc{% if n %}\r\nd{% endif %}", "a\nb\ncd");
    }

    @Test
    void a_tag_ends_only_outside_brackets_and_strings() {
        gives("{{ {'a': {}} }}{{ '}}' }}{% set x = '%}' %}{{ x }}", "{'a': {}}}}%}");
    }
}
