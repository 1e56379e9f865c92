package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.fails;
import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** The methods of strings, lists and dicts. */
final class StringMethodsTest {
    @Test
    void strip_takes_white_space_or_the_characters_given() {
        gives("[{{ ' \\n a \\u3000'.strip() }}{{ '  b'.lstrip() }}{{ 'c  '.rstrip() }}]", "[abc]");
        gives("{{ '--a-b--'.strip('-') }} {{ 'xyx'.lstrip('x') }}", "a-b yx");
    }

    @Test
    void split_cuts_at_a_separator_or_white_space() {
        gives("{{ 'a,b,,c'.split(',') }}{{ ' a  b '.split() }}", "['a', 'b', '', 'c']['a', 'b']");
        gives(
                "{{ 'a b c'.split(' ', 1) }}{{ 'a b c'.rsplit(' ', 1) }}",
                "['a', 'b c']['a b', 'c']");
        gives("{{ ' a b '.split(none, 1) }}{{ 'abc'.split('abc') }}", "['a', 'b ']['', '']");
        fails("{{ s.split('') }}", "ValueError: empty separator");
    }

    @Test
    void lines_end_as_python_thinks() {
        gives("{{ 'a\\nb\\r\\nc\\x0bd\\u2028e\\n'.splitlines() }}", "['a', 'b', 'c', 'd', 'e']");
        gives("{{ 'a\\r\\nb'.splitlines(true) }}", "['a\\r\\n', 'b']");
    }

    @Test
    void partition_gives_three_parts() {
        gives(
                "{{ 'a=b=c'.partition('=') }}{{ 'a=b=c'.rpartition('=') }}",
                "('a', '=', 'b=c')('a=b', '=', 'c')");
    }

    @Test
    void replace_takes_a_count() {
        gives("{{ 'aaa'.replace('a', 'b') }}{{ 'aaa'.replace('a', 'b', 2) }}", "bbbbba");
        gives("{{ 'ab'.replace('', '-') }}", "-a-b-");
    }

    @Test
    void edges_are_asked_for_one_or_several() {
        gives(
                "{{ s.startswith('He') }}{{ s.endswith(('x', 'ld')) }}{{ s.startswith('W', 7) }}",
                "TrueTrueTrue");
        gives("{{ s.removeprefix('Hello, ') }}{{ s.removesuffix('World') }}", "WorldHello, ");
        fails(
                "{{ s.startswith(1) }}",
                "TypeError: startswith first arg must be str or a tuple of str, not int");
    }

    @Test
    void places_are_code_points() {
        gives("{{ u.find('x') }}{{ u.rfind('l') }}{{ u.find('zz') }}{{ u.index('😀') }}", "73-16");
        gives("{{ s.count('l') }}{{ 'aaa'.count('aa') }}{{ 'ab'.count('') }}", "313");
        fails("{{ s.index('zz') }}", "ValueError: substring not found");
    }

    @Test
    void case_follows_unicode() {
        gives("{{ 'straße'.upper() }} {{ 'ΑΣ'.lower() }} {{ 'aB'.swapcase() }}", "STRASSE ας Ab");
        gives(
                "{{ \"it's a ﬁx\".title() }} {{ 'hELLO wORLD'.capitalize() }}",
                "It'S A Fix Hello world");
    }

    @Test
    void strings_are_padded_in_code_points() {
        gives(
                "[{{ '😀'.center(4, '*') }}{{ 'a'.ljust(3) }}{{ 'a'.rjust(3) }}{{ '-4'.zfill(4)"
                        + " }}]",
                "[*😀**a    a-004]");
    }

    @Test
    void questions_about_characters() {
        gives(
                "{{ '12'.isdigit() }}{{ 'a1'.isalnum() }}{{ 'a1'.isalpha() }}{{ ' '.isspace() }}",
                "TrueTrueFalseTrue");
        gives("{{ 'AB'.isupper() }}{{ 'Ab'.istitle() }}{{ ''.isdigit() }}", "TrueTrueFalse");
    }

    @Test
    void join_takes_strings_only() {
        gives("{{ ', '.join(ls) }}{{ '-'.join('ab') }}{{ '+'.join(d) }}", "b, A, c, aa-bb+a+C");
        fails("{{ ','.join(l) }}", "TypeError: sequence item 0: expected str instance, int found");
    }

    @Test
    void dicts_give_keys_values_and_pairs_in_order() {
        gives(
                "{{ d.keys()|list }}{{ d.values()|list }}{{ d.items()|list }}",
                "['b', 'a', 'C'][1, 2, 3][('b', 1), ('a', 2), ('C', 3)]");
        gives("{{ d.get('a') }}{{ d.get('x') }}{{ d.get('x', 9) }}", "2None9");
    }

    @Test
    void lists_find_and_count() {
        gives("{{ l.index(2) }}{{ [1, 1.0, true].count(1) }}", "23");
        fails("{{ l.index(9) }}", "ValueError: 9 is not in list");
    }

    @Test
    void nothing_can_be_changed() {
        fails(
                "{{ l.append(1) }}",
                "SecurityError: access to attribute 'append' of 'list' object is unsafe.");
        fails(
                "{{ d.update({}) }}",
                "SecurityError: access to attribute 'update' of 'dict' object is unsafe.");
        gives("{{ l.pop }}{{ l }}", "[3, 1, 2]");
    }
}
