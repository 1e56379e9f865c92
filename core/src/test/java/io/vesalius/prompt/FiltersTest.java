package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.fails;
import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** Filters and tests. */
final class FiltersTest {
    @Test
    void text_is_changed_and_what_is_no_text_is_printed_first() {
        gives("{{ s|upper }} {{ s|lower }} {{ none|upper }}", "HELLO, WORLD hello, world NONE");
        gives("{{ 'foo-bar (bAZ'|title }} {{ 'aB'|capitalize }}", "Foo-Bar (Baz Ab");
        gives("[{{ '  a '|trim }}{{ '-a-'|trim('-') }}{{ 'aa'|replace('a', 'b', 1) }}]", "[aaba]");
        gives("{{ 'a\\nb\\n\\nc'|indent(2) }}", "a\n  b\n\n  c");
        gives("{{ 'a\\nb'|indent('> ', true) }}", "> a\n> b");
        gives(
                "{{ 'a b c d'|truncate(5, leeway=0) }}|{{ 'abc'|center(5) }}|{{ 'a b_c'|wordcount"
                        + " }}",
                "a...| abc |2");
    }

    @Test
    void defaults_replace_what_is_undefined_or_on_demand_false() {
        gives("{{ missing|default('x') }}{{ no|d('x') }}{{ ''|d('x', true) }}", "xNonex");
    }

    @Test
    void numbers_are_read_from_text() {
        gives(
                "{{ '42'|int }}{{ ' 4_2 '|int }}{{ '4.7'|int }}{{ 'x'|int }}{{ 'x'|int(7) }}",
                "4242407");
        gives(
                "{{ '0x1f'|int(base=16) }} {{ '3.5'|float }} {{ 'x'|float }} {{ -2.7|int }}",
                "31 3.5 0.0 -2");
    }

    @Test
    void rounding_takes_the_even_neighbour() {
        gives(
                "{{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 1250|round(-2) }}",
                "2.0 4.0 2.67 1200");
        gives("{{ 2.1|round(0, 'ceil') }} {{ 2.19|round(1, 'floor') }} {{ -3|abs }}", "3.0 2.1 3");
    }

    @Test
    void lists_are_joined_counted_and_reduced() {
        gives(
                "{{ l|join('-') }} {{ objs|join('', attribute='name') }} {{ l|length }}",
                "3-1-2 xYz 3");
        gives("{{ l|sum }} {{ objs|sum('age') }} {{ l|min }}{{ l|max }} {{ ls|max }}", "6 6 13 c");
        gives("{{ l|first }}{{ l|last }}{{ []|first }} {{ s|first }}{{ s|last }}", "32 Hd");
    }

    @Test
    void sorting_ignores_case_unless_told() {
        gives(
                "{{ ls|sort }}{{ ls|sort(case_sensitive=true) }}",
                "['A', 'a', 'b', 'c']['A', 'a', 'b', 'c']");
        gives(
                "{{ l|sort(reverse=true) }}{{ objs|sort(attribute='age')|map(attribute='name')|join"
                        + " }}",
                "[3, 2, 1]Yzx");
        gives(
                "{{ d|dictsort }}{{ d|dictsort(true) }}",
                "[('a', 2), ('b', 1), ('C', 3)][('C', 3), ('a', 2), ('b', 1)]");
        fails(
                "{{ ['a', 1]|sort }}",
                "TypeError: '<' not supported between instances of 'int' and 'str'");
    }

    @Test
    void elements_are_mapped_chosen_and_grouped() {
        gives(
                "{{ objs|map(attribute='name')|list }}{{ ls|map('upper')|list }}",
                "['x', 'Y', 'z']['B', 'A', 'C', 'A']");
        gives("{{ objs|selectattr('on')|map(attribute='name')|list }}", "['x']");
        gives("{{ objs|rejectattr('age', 'gt', 1)|map(attribute='name')|list }}", "['Y']");
        gives(
                "{{ messages|selectattr('role', 'equalto', 'user')|map(attribute='content')|first"
                        + " }}",
                "Hi");
        gives("{{ l|select('odd')|list }}{{ l|reject('in', [1, 2])|list }}", "[3, 1][3]");
        gives("{{ objs|groupby('name')|map(attribute='grouper')|join }}", "xYz");
        gives(
                "{% for k, v in [{'a': 1, 'b': 2}, {'a': 1, 'b': 3}]|groupby('a') %}{{ k }}:{{"
                        + " v|length }}{% endfor %}",
                "1:2");
    }

    @Test
    void lists_are_cut_turned_and_cleared_of_repeats() {
        gives(
                "{{ [1, 2, 3]|batch(2, 0)|list }}{{ [1, 2, 3]|slice(2)|list }}",
                "[[1, 2], [3, 0]][[1, 2], [3]]");
        gives("{{ l|reverse|list }}{{ s|reverse }}", "[2, 1, 3]dlroW ,olleH");
        gives(
                "{{ ['a', 'A', 1, 1.0]|unique|list }}{{ d|items|list }}",
                "['a', 1][('b', 1), ('a', 2), ('C', 3)]");
    }

    @Test
    void what_is_marked_safe_escapes_what_is_added() {
        gives(
                "{{ '<'|e }}{{ ('<'|safe) + '<' }}{{ '<'|safe ~ '<' }}{{ '<' + 'a'|safe }}",
                "&lt;<&lt;<<&lt;a");
    }

    @Test
    void tests_ask_for_types() {
        gives(
                "{{ s is string }}{{ n is number }}{{ t is boolean }}{{ t is integer }}{{ f is"
                        + " float }}",
                "TrueTrueTrueFalseTrue");
        gives(
                "{{ d is mapping }}{{ l is sequence }}{{ s is iterable }}{{ n is iterable }}{{"
                        + " range is callable }}",
                "TrueTrueTrueFalseTrue");
        gives(
                "{{ missing is defined }}{{ n is defined }}{{ missing is undefined }}{{ no is none"
                        + " }}",
                "FalseTrueTrueTrue");
        gives(
                "{{ t is true }}{{ 1 is true }}{{ t is false }}{{ n is not none }}",
                "TrueFalseFalseTrue");
    }

    @Test
    void tests_compare() {
        gives(
                "{{ n is odd }}{{ n is even }}{{ n is divisibleby 5 }}{{ n is eq 5 }}{{ n is gt(4)"
                        + " }}",
                "TrueFalseTrueTrueTrue");
        gives(
                "{{ n is in [5] }}{{ 'ab' is lower }}{{ 'AB' is upper }}{{ no is sameas none }}",
                "TrueTrueTrueTrue");
    }

    @Test
    void an_unknown_filter_in_a_branch_fails_only_when_reached() {
        gives("{% if missing %}{{ n|nosuch }}{% endif %}ok", "ok");
        fails(
                "{% if n %}{{ n|nosuch }}{% endif %}",
                "TemplateRuntimeError: No filter named 'nosuch' found.");
    }
}
