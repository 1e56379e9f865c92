package io.vesalius.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.base.UnsupportedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

/** No template takes long, much memory, or anything but text. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TemplateLimitsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(10**5) %}{% for j in range(10**5) %}{% endfor %}{% endfor %}",
                "{% for i in range(10**5) if i < 0 %}{% endfor %}{% macro m() %}{% for i in"
                        + " range(10**5) %}{% endfor %}{% endmacro %}{% for i in range(99) %}{{ m()"
                        + " }}{% endfor %}"
            })
    void endless_loops_run_out_of_steps(final String template) {
        assertThatThrownBy(() -> Rendered.text(template, "{}"))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("more than 1000000 steps");
    }

    @Test
    void a_range_of_a_billion_is_refused_as_by_jinjas_sandbox() {
        assertThatThrownBy(() -> Rendered.text("\n{% for i in range(10**9) %}{% endfor %}", "{}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessage(
                        "chat template, line 2: Range too big. The sandbox blocks ranges larger"
                                + " than MAX_RANGE (100000).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'a' * 10**9 }}",
                "{{ [1] * 10**9 }}",
                "{{ 'a'.center(10**12) }}",
                "{{ 'x'.zfill(10**10) }}",
                "{{ 'a'|indent(10**9, true) }}",
                "{{ '\\t'.expandtabs(10**9) }}",
                "{{ [1]|tojson(indent=10**9) }}",
                "{{ [1]|batch(10**9, 1)|list }}",
                "{{ [1]|slice(10**9)|list }}",
                "{{ ('a' * 10**6).replace('', 'b' * 1000) }}",
                "{{ [1, 2]|join('a' * 4 * 10**6) ~ 'a' * 4 * 10**6 }}",
                "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}"
                        + "{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}"
                        + "{% endfor %}",
                "{% for i in range(10**5) %}{{ 'x' * 1000 }}{% endfor %}"
            })
    void long_texts_and_lists_are_refused_before_they_are_made(final String template) {
        assertThatThrownBy(() -> Rendered.text(template, "{}"))
                .isInstanceOf(CapacityException.class)
                .hasMessageMatching(
                        "chat template, line 1: the template (makes a text or list of length"
                                + " \\d+, at most 4194304 is allowed|copies more than .*)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% set x = 'ab' * 10**6 %}{% for i in range(10**5) %}{{ 'z' in x }}{% endfor %}",
                "{% set x = 'ab' * 10**6 %}{% for i in range(10**5) %}{{ x.upper()[0] }}{% endfor"
                        + " %}",
                "{% for i in range(10**5) %}{{ range(10**5)|list|length }}{% endfor %}",
                "{% for i in range(10**5) %}{{ range(10**5)|sum }}{% endfor %}",
                "{% set x = ['ab' * 10**5] * 10**4 %}{% for i in range(10**5) %}{{ x == x[:] }}"
                        + "{% endfor %}"
            })
    void work_on_long_values_is_counted(final String template) {
        assertThatThrownBy(() -> Rendered.text(template, "{}"))
                .isInstanceOf(CapacityException.class)
                .hasMessageMatching(".*the template (looks at|copies) more than .*");
    }

    @Test
    void numbers_dont_grow_without_end() {
        assertThatThrownBy(() -> Rendered.text("{{ 10 ** 10000 }}", "{}"))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("more than 4300 digits");
        assertThat(Rendered.text("{{ (1 ** 10**30) + (-1) ** (10**30 + 1) }}", "{}"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
                "{% macro f() %}{{ g()|upper ~ [g()] }}{% endmacro %}{% macro g() %}{% for i in [1]"
                        + " %}{% if i %}{{ f() }}{% endif %}{% endfor %}{% endmacro %}{{ f() }}",
                "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
                "{% set n = namespace(x='a') %}{% for i in range(9999) %}{% set n.x ="
                        + " n.x|map('string') %}{% endfor %}{{ n.x|list }}"
            })
    void a_macro_that_calls_itself_for_ever_runs_out_of_depth(final String template)
            throws InterruptedException {
        final Throwable[] thrown = new Throwable[1];
        // A thread of the usual stack: the limit must come first.
        final Thread thread = Thread.ofPlatform().start(() -> thrown[0] = thrownBy(template));
        thread.join();

        assertThat(thrown[0])
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("nested deeper than");
    }

    private static Throwable thrownBy(final String template) {
        try {
            throw new AssertionError(Rendered.text(template, "{}"));
        } catch (Throwable e) {
            return e;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ n.x }}",
                "{{ n.x|tojson }}",
                "{{ n.x == n.y }}",
                "{{ n.x < n.y }}",
                "{{ {n.t: 1} }}",
                "{{ {}[n.t] }}"
            })
    void values_nested_without_end_are_neither_printed_nor_compared(final String use) {
        final String nest =
                "{% set n = namespace(x=[], y=[], t=()) %}{% for i in range(9999) %}{% set n.x ="
                        + " [n.x] %}{% set n.y = [n.y] %}{% set n.t = (n.t,) %}{% endfor %}";

        assertThatThrownBy(() -> Rendered.text(nest + use, "{}"))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("nested deeper than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% include 'other' %}",
                "{% import 'os' as os %}",
                "{% from 'os' import system %}",
                "{% extends 'base' %}",
                "{% autoescape true %}{% endautoescape %}"
            })
    void no_other_file_can_be_reached(final String template) {
        assertThatThrownBy(() -> ChatTemplate.parse(template))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageStartingWith("chat template, line 1, column 4: the tag '")
                .hasMessageEndingWith("doesn't exist here: a chat template stands alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.__class__.__mro__ }}",
                "{{ [].__class__.__base__.__subclasses__() }}",
                "{{ range.__globals__['os'] }}",
                "{{ ''['__class__']['x'] }}",
                "{{ '{0.__class__}'.format(1) }}",
                "{{ '{x}'.format_map({}) }}",
                "{{ '%s' % 1 }}",
                "{{ [].append(1) }}"
            })
    void nothing_but_values_can_be_reached(final String template) {
        assertThatThrownBy(() -> Rendered.text(template, "{}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageMatching(
                        "chat template, line 1: (access to attribute .* is unsafe\\.|formatting a"
                                + " string .*)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attr('x')", "format(1)", "random", "pprint", "nosuch"})
    void filters_outside_the_language_are_named_with_their_place(final String filter) {
        final String name = filter.replaceAll("\\(.*", "");

        assertThatThrownBy(() -> ChatTemplate.parse("a\n{{ x|" + filter + " }}"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageStartingWith(
                        "chat template, line 2, column 6: no filter is named '"
                                + name
                                + "'; there are");
    }

    @Test
    void tests_and_functions_outside_the_language_are_named() {
        assertThatThrownBy(() -> ChatTemplate.parse("{{ x is nosuch }}"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("no test is named 'nosuch'");
        assertThatThrownBy(() -> Rendered.text("\n\n{{ open('/etc/passwd') }}", "{}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("chat template, line 3: 'open' is undefined");
    }

    @Test
    void a_template_of_ten_megabytes_is_refused() {
        assertThatThrownBy(() -> ChatTemplate.parse("a".repeat(10 << 20)))
                .isInstanceOf(BadFileException.class)
                .hasMessage(
                        "chat template: it has at least 10485760 bytes, at most 262144 are"
                                + " allowed");
        assertThatThrownBy(() -> ChatTemplate.parse("é".repeat(140_000)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("280000 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% if a %}",
                "{% for a in b %}",
                "{{ (",
                "{{ [",
                "{{ not ",
                "{{ -",
                "{{ a[",
                "{{ {1:"
            })
    void ten_thousand_levels_are_refused(final String open) {
        final String source = open.repeat(10_000).replace("{{", " ").replaceFirst(" ", "{{");

        assertThatThrownBy(
                        () ->
                                ChatTemplate.parse(
                                        open.startsWith("{%") ? open.repeat(10_000) : source))
                .isInstanceOf(BadFileException.class)
                .hasMessageMatching(
                        "chat template, line 1, column \\d+: (nested deeper than 128 levels|more"
                                + " than 200 brackets are open)");
    }

    @ParameterizedTest
    @ValueSource(strings = {" + 1", " and 1", ".a", "|string", " < 1", " * 2", "(1)", " if 1"})
    void ten_thousand_operators_in_a_row_are_refused(final String operator) {
        assertThatThrownBy(() -> ChatTemplate.parse("{{ 1" + operator.repeat(10_000) + " }}"))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("more than 200 operators in a row");
    }

    @Test
    void the_caller_sets_the_limits() {
        final ChatTemplate template = ChatTemplate.parse("{% for i in range(20) %}ab{% endfor %}");

        assertThatThrownBy(
                        () ->
                                template.render(
                                        Rendered.json("{}"),
                                        Rendered.NOW,
                                        new TemplateLimits(10, 1000)))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("more than 10 steps");
        assertThatThrownBy(
                        () ->
                                template.render(
                                        Rendered.json("{}"),
                                        Rendered.NOW,
                                        new TemplateLimits(1000, 10)))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("at most 10 is allowed");
        assertThatThrownBy(() -> new TemplateLimits(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
