package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.fails;
import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** How values print, and their JSON. */
final class PrintingTest {
    @Test
    void constants_print_as_in_python() {
        gives("{{ none }} {{ true }} {{ false }}", "None True False");
    }

    @Test
    void reals_print_the_shortest_digits_that_mean_them() {
        gives(
                "{{ 0.1 + 0.2 }} {{ 1.0 }} {{ 1e15 }} {{ 1e16 }} {{ 1e-4 }} {{ 1e-5 }}",
                "0.30000000000000004 1.0 1000000000000000.0 1e+16 0.0001 1e-05");
        gives("{{ 1e400 }} {{ -0.0 }} {{ 5e-324 }} {{ 1.5e300 }}", "inf -0.0 5e-324 1.5e+300");
    }

    @Test
    void strings_within_lists_are_quoted() {
        gives("{{ [\"it's\", 'a\"b', '\\\\\\n\\t'] }}", "[\"it's\", 'a\"b', '\\\\\\n\\t']");
        gives("{{ ['\\x00\\x7f\\xa0é\\u200b😀'] }}", "['\\x00\\x7f\\xa0é\\u200b😀']");
    }

    @Test
    void containers_print_as_in_python() {
        gives(
                "{{ [1, (2,), {'k': none}] }} {{ d.keys() }} {{ range(1, 4) }}",
                "[1, (2,), {'k': None}] dict_keys(['b', 'a', 'C']) range(1, 4)");
    }

    @Test
    void json_keeps_other_characters_and_spaces_its_separators() {
        gives(
                "{{ {'a': [1, 2.0, none, true, 'é\"\\\\\\n\\x01\\x7f']}|tojson }}",
                "{\"a\": [1, 2.0, null, true, \"é\\\"\\\\\\n\\u0001\u007f\"]}");
        gives("{{ 'é😀'|tojson(ensure_ascii=true) }}", "\"\\u00e9\\ud83d\\ude00\"");
    }

    @Test
    void json_is_laid_out_on_demand() {
        gives(
                "{{ {'b': [1, {}], 'a': []}|tojson(indent=2) }}",
                "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": []\n}");
        gives(
                "{{ {'b': 1, 'a': 2}|tojson(sort_keys=true, separators=(',', ':')) }}",
                "{\"a\":2,\"b\":1}");
    }

    @Test
    void json_keys_become_strings() {
        gives("{{ {1: 2, none: 3, true: 4}|tojson }}", "{\"1\": 4, \"null\": 3}");
        fails(
                "{{ {(1, 2): 3}|tojson }}",
                "TypeError: keys must be str, int, float, bool or None, not tuple");
        fails(
                "{{ missing|tojson }}",
                "TypeError: Object of type Undefined is not JSON serializable");
    }
}
