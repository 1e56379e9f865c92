package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.fails;
import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** The language's expressions, as Python evaluates them. */
final class ExpressionsTest {
    @Test
    void numbers_are_written_as_in_python() {
        gives("{{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1.5e3 }}", "1000 31 5 15 1500.0");
    }

    @Test
    void strings_know_pythons_escapes_and_neighbours_join() {
        gives("{{ 'a\\n\\x41\\u00e9\\101\\q' \"b\" }}", "a\nAéA\\qb");
        gives("{{ '\\N{BULLET}\\U0001F600' }}", "•😀");
    }

    @Test
    void lists_tuples_and_dicts_may_end_with_a_comma() {
        gives("{{ [1, 'a',] }} {{ (1,) }} {{ {'k': 1,} }} {{ () }}", "[1, 'a'] (1,) {'k': 1} ()");
    }

    @Test
    void division_is_real_and_floor_division_rounds_down() {
        gives("{{ 7 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }}", "3.5 3 -4 2");
        gives("{{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 6 / 2 }}", "3.0 0.5 3.0");
    }

    @Test
    void powers_bind_from_the_left_and_tighter_than_products() {
        gives("{{ 2 ** 3 ** 2 }} {{ 2 * 3 ** 2 }} {{ 2 ** -1 }}", "64 18 0.5");
    }

    @Test
    void integers_have_no_size() {
        gives("{{ 2 ** 100 }}", "1267650600228229401496703205376");
        gives("{{ 12345678901234567890 * 10 }}", "123456789012345678900");
    }

    @Test
    void truth_values_count_as_numbers() {
        gives("{{ true + 1 }} {{ true == 1 }} {{ [1, 2][true] }}", "2 True 2");
    }

    @Test
    void strings_and_lists_add_and_multiply() {
        gives("{{ 'a' + 'b' * 2 }} {{ [1] + [2] * 2 }}", "abb [1, 2, 2]");
        gives("{{ 'a' * -1 }}|{{ 3 * 'ab' }}", "|ababab");
    }

    @Test
    void tilde_joins_what_prints() {
        gives("{{ 1 ~ 'a' ~ none ~ true ~ 1.0 ~ missing }}", "1aNoneTrue1.0");
        gives("{{ 'a' ~ 2 * 3 ~ 'b' }}", "a6b");
    }

    @Test
    void comparisons_chain() {
        gives("{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 1 == 1.0 == true }}", "True False True");
    }

    @Test
    void lists_compare_by_elements_and_strings_by_code_points() {
        gives("{{ [1, 2] < [1, 3] }} {{ 'a' < 'b' }} {{ 'Z' < 'a' }}", "True True True");
        gives("{{ '\uffee' < '😀' }} {{ [1] == (1,) }}", "True False");
    }

    @Test
    void in_looks_into_strings_lists_and_keys() {
        gives("{{ 'ell' in s }} {{ 1 in l }} {{ 'a' in d }} {{ 1 in d }}", "True True True False");
        gives("{{ 'x' not in s }} {{ not 'x' in s }}", "True True");
    }

    @Test
    void and_and_or_give_the_value_that_decided() {
        gives(
                "{{ n and s }} {{ '' or 'x' }} {{ 0 and x.y.z }} {{ not n }}",
                "Hello, World x 0 False");
    }

    @Test
    void a_condition_without_else_gives_nothing() {
        gives("{{ 'a' if n else 'b' }}{{ 'c' if not n }}", "a");
        gives("{{ 1 if 0 else 2 if 0 else 3 }}", "3");
    }

    @Test
    void filters_bind_tighter_than_operators_but_not_than_signs() {
        gives("{{ 'a' ~ 'b'|upper }} {{ -1|abs }} {{ 1 + 2|string|length }}", "aB 1 2");
    }

    @Test
    void slices_count_code_points_and_may_go_backwards() {
        gives("{{ u[1:5] }} {{ u[-2:] }} {{ u[::-1] }} {{ u|length }}", "éllo 😀x x😀 olléh 8");
        gives(
                "{{ l[1:] }} {{ l[::-1] }} {{ l[:-1] }} {{ l[9:] }} {{ l[::2] }}",
                "[1, 2] [2, 1, 3] [3, 1] [] [3, 2]");
    }

    @Test
    void elements_are_found_by_index_key_and_name() {
        gives("{{ l[0] }}{{ l[-1] }}{{ l.1 }} {{ d['a'] }}{{ d.b }} {{ s[1] }}", "321 21 e");
        gives("{{ messages[0].role }} {{ objs[1]['name'] }}", "system Y");
    }

    @Test
    void a_method_hides_a_key_of_its_name_and_the_key_is_found_by_brackets() {
        gives(
                "{{ {'items': 1}['items'] }} {{ {'items': 1}.items() }}",
                "1 dict_items([('items', 1)])");
    }

    @Test
    void arguments_unpack() {
        gives("{{ range(*[1, 4])|list }}{{ dict(b=2, **{'a': 1}) }}", "[1, 2, 3]{'b': 2, 'a': 1}");
    }

    @Test
    void operations_on_the_wrong_types_fail_in_pythons_words() {
        fails("{{ 'a' + 1 }}", "TypeError: can only concatenate str (not \"int\") to str");
        fails("{{ 1 + 'a' }}", "TypeError: unsupported operand type(s) for +: 'int' and 'str'");
        fails("{{ 1 < 'a' }}", "TypeError: '<' not supported between instances of 'int' and 'str'");
        fails(
                "{{ 1 in 'a' }}",
                "TypeError: 'in <string>' requires string as left operand, not int");
        fails("{{ {[1]: 2} }}", "TypeError: unhashable type: 'list'");
        fails("{{ n() }}", "TypeError: 'int' object is not callable");
    }

    @Test
    void a_missing_name_is_empty_until_it_is_computed_with() {
        gives(
                "[{{ missing }}{{ missing|length }}{{ missing|list }}{{ missing == other }}]",
                "[0[]True]");
        fails("{{ missing + 1 }}", "UndefinedError: 'missing' is undefined");
        fails("{{ missing.x }}", "UndefinedError: 'missing' is undefined");
        fails("{{ d.x.y }}", "UndefinedError: 'dict object' has no attribute 'x'");
        fails("{{ l[7].x }}", "UndefinedError: list object has no element 7");
        fails("{{ no.x.y }}", "UndefinedError: 'None' has no attribute 'x'");
        fails("{{ missing() }}", "UndefinedError: 'missing' is undefined");
    }
}
