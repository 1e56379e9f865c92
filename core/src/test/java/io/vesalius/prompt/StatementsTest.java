package io.vesalius.prompt;

import static io.vesalius.prompt.Rendered.fails;
import static io.vesalius.prompt.Rendered.gives;

import org.junit.jupiter.api.Test;

/** The language's statements. */
final class StatementsTest {
    @Test
    void the_first_true_branch_is_taken() {
        gives("{% if no %}a{% elif n %}b{% else %}c{% endif %}", "b");
        gives("{% if no %}a{% elif '' %}b{% else %}c{% endif %}", "c");
    }

    @Test
    void a_loop_knows_where_it_is() {
        gives(
                "{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}"
                        + "{{ loop.revindex0 }}{{ loop.length }};{% endfor %}",
                "10323;21213;32103;");
        gives(
                "{% for i in l %}{{ loop.first }}{{ loop.last }} {% endfor %}",
                "TrueFalse FalseFalse FalseTrue ");
    }

    @Test
    void a_loop_sees_its_neighbours() {
        gives(
                "{% for i in l %}{{ loop.previtem }}<{{ i }}<{{ loop.nextitem }} {% endfor %}",
                "<3<1 3<1<2 1<2< ");
    }

    @Test
    void a_loop_cycles_and_tells_changes() {
        gives(
                "{% for i in [1, 1, 2] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i) }} {% endfor"
                        + " %}",
                "aTrue bFalse aTrue ");
    }

    @Test
    void a_loop_over_nothing_takes_its_else() {
        gives("{% for i in [] %}x{% else %}none{% endfor %}", "none");
        gives("{% for i in missing %}x{% else %}none{% endfor %}", "none");
    }

    @Test
    void a_loop_may_leave_out_elements_and_then_doesnt_count_them() {
        gives(
                "{% for i in l if i > 1 %}{{ i }}{{ loop.index }}{{ loop.length }} {% endfor %}",
                "312 222 ");
    }

    @Test
    void a_recursive_loop_calls_itself() {
        gives(
                "{% for i in tree recursive %}({{ loop.depth }}:{{ i.v }}"
                        + "{% if i.c %}{{ loop(i.c) }}{% endif %}){% endfor %}",
                "(1:1(2:2)(2:3(3:4)))");
        fails(
                "{% for i in l %}{{ loop(l) }}{% endfor %}",
                "TypeError: The loop must have the 'recursive' marker to be called recursively.");
    }

    @Test
    void break_and_continue_leave_a_turn() {
        gives("{% for i in l %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}", "3");
        gives("{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "32");
    }

    @Test
    void elements_unpack_into_several_names() {
        gives("{% for k, v in d.items() %}{{ k }}{{ v }} {% endfor %}", "b1 a2 C3 ");
        gives("{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123");
        fails(
                "{% for a, b in [[1]] %}{% endfor %}",
                "ValueError: not enough values to unpack (expected 2, got 1)");
    }

    @Test
    void what_a_loop_sets_ends_with_its_turn() {
        gives(
                "{% set x = 0 %}{% for i in l %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}",
                "0301020");
    }

    @Test
    void a_branch_has_no_variables_of_its_own() {
        gives("{% if n %}{% set x = 1 %}{% endif %}{{ x }}", "1");
    }

    @Test
    void a_namespace_carries_values_out_of_a_loop() {
        gives(
                "{% set ns = namespace(sum=0) %}{% for i in l %}{% set ns.sum = ns.sum + i %}{%"
                        + " endfor %}{{ ns.sum }}{{ ns.other }}",
                "6");
        fails(
                "{% set n.x = 1 %}",
                "TemplateRuntimeError: cannot assign attribute on non-namespace object");
    }

    @Test
    void set_takes_several_targets_and_blocks() {
        gives("{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12");
        gives("{% set x %}a{{ n }}{% endset %}{{ x }}", "a5");
        gives("{% set x | upper | replace('A', 'z') %}a{{ n }}{% endset %}{{ x }}", "z5");
    }

    @Test
    void with_has_variables_of_its_own() {
        gives("{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}", "15");
    }

    @Test
    void macros_take_defaults_names_and_the_rest() {
        gives(
                "{% macro m(a, b=a) %}{{ a }}-{{ b }} {% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{"
                        + " m(b=3, a=4) }}",
                "1-1 1-2 4-3 ");
        gives(
                "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, k=2) }}",
                "(1,){'k': 2}");
        fails(
                "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
                "TypeError: macro 'm' takes not more than 1 argument(s)");
        fails(
                "{% macro m(a) %}{% endmacro %}{{ m(z=2) }}",
                "TypeError: macro 'm' takes no keyword argument 'z'");
    }

    @Test
    void macros_see_the_variables_around_them_as_they_are_at_the_call() {
        gives("{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}", "2");
    }

    @Test
    void macros_call_each_other_and_themselves() {
        gives(
                "{% macro f(k) %}{{ k }}{% if k %}{{ g(k - 1) }}{% endif %}{% endmacro %}"
                        + "{% macro g(k) %}g{{ f(k) }}{% endmacro %}{{ f(2) }}",
                "2g1g0");
    }

    @Test
    void a_call_block_is_what_caller_gives() {
        gives(
                "{% macro m(t) %}<{{ t }}>{{ caller(t) }}{% endmacro %}"
                        + "{% call(x) m('b') %}in {{ x }}{% endcall %}",
                "<b>in b");
    }

    @Test
    void a_filter_block_filters_its_text() {
        gives("{% filter upper %}a{{ s }}{% endfilter %}", "AHELLO, WORLD");
    }

    @Test
    void a_generation_block_is_its_body() {
        gives("a{% generation %}b{% endgeneration %}c", "abc");
    }

    @Test
    void raw_text_and_comments_are_not_run() {
        gives("{% raw %}{{ n }}{% if %}{% endraw %}{# {{ n }} #}!", "{{ n }}{% if %}!");
    }

    @Test
    void ranges_cyclers_and_joiners_are_there() {
        gives("{{ range(3)|list }}{{ range(5, 0, -2)|list }}", "[0, 1, 2][5, 3, 1]");
        gives("{% set j = joiner(', ') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}", "3, 1, 2");
        gives(
                "{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current"
                        + " }}",
                "1212");
    }

    @Test
    void the_time_is_the_callers() {
        gives("{{ strftime_now('%Y-%m-%d %H:%M:%S') }}", "2026-01-31 09:05:07");
        gives(
                "{{ strftime_now('%d %B %Y, %A, %j, %-d %b %y %I %p') }}",
                "31 January 2026, Saturday, 031, 31 Jan 26 09 AM");
        gives("{{ strftime_now('%U %W %V %u %w %e %% %q') }}", "04 04 05 6 6 31 % %q");
    }
}
