package io.vesalius.prompt;

import java.util.List;
import java.util.SplittableRandom;

/** Random templates that pass strings through everything that makes strings of strings. */
final class RandomTemplate {
    private static final List<String> SOURCES =
            List.of("u", "v", "w[0]", "w|join('-')", "'lit<x>'", "'A b'", "bos_token", "' q '");
    private static final List<String> STEPS =
            List.of(
                    "|upper",
                    "|lower",
                    "|title",
                    "|capitalize",
                    "|trim",
                    "|trim('q')",
                    "|reverse",
                    "|replace('l', u)",
                    "|replace(u, 'zz')",
                    "|indent(2, true)",
                    "|truncate(4, true, 'end', 0)",
                    "|center(12)",
                    "|tojson",
                    "|string",
                    "|e",
                    "|safe",
                    "|list|join('+')",
                    "|default('d')",
                    "|batch(2)|map('join')|join(v)",
                    "|sort|join",
                    "|unique|join",
                    ".strip()",
                    ".lstrip()",
                    ".upper()",
                    ".title()",
                    ".swapcase()",
                    ".capitalize()",
                    ".casefold()",
                    ".split()|join(' ')",
                    ".split('|')[0]",
                    ".rsplit(' ', 1)|last",
                    ".splitlines()|first",
                    ".partition(' ')|join('/')",
                    ".replace('', 'k')",
                    ".replace(' ', v, 1)",
                    ".center(9, '*')",
                    ".ljust(7)",
                    ".zfill(6)",
                    ".expandtabs(3)",
                    ".removeprefix('l')",
                    ".join(['a', u, 'b'])",
                    "[1:]",
                    "[:-1]",
                    "[::-1]",
                    "[::2]",
                    "[0]",
                    " * 2",
                    " + u",
                    " + 'end'",
                    " ~ v ~ '|'");
    private static final List<String> FRAMES =
            List.of(
                    "{{ %s }}",
                    "a{{ %s }}b",
                    "{%% set x %%}s{{ %s }}{%% endset %%}{{ x }}",
                    "{%% filter upper %%}f{{ %s }}{%% endfilter %%}",
                    "{%% macro m(y) %%}m{{ y }}{%% endmacro %%}{{ m(%s) }}",
                    "{%% for c in %s %%}{{ c }}{%% endfor %%}",
                    "{%% set ns = namespace(t='') %%}{%% set ns.t = ns.t ~ (%s) %%}{{ ns.t }}",
                    "{{ {'k': %s} }}",
                    "{{ [%s, 'l']|tojson(indent=1) }}");

    private final SplittableRandom random;

    RandomTemplate(final SplittableRandom random) {
        this.random = random;
    }

    private String oneOf(final List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String template() {
        final StringBuilder template = new StringBuilder();
        final int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            template.append(oneOf(FRAMES).formatted(expression()));
        }
        return template.toString();
    }

    private String expression() {
        String expression = oneOf(SOURCES);
        final int steps = random.nextInt(5);
        for (int i = 0; i < steps; i++) {
            expression = "(" + expression + ")" + oneOf(STEPS);
        }
        return expression;
    }

    /** A word of some letters, for JSON. */
    String word(final String letters) {
        final int[] points = letters.codePoints().toArray();
        final StringBuilder word = new StringBuilder();
        final int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            final int c = points[random.nextInt(points.length)];
            if (c == '\\') {
                word.append("\\n");
            } else {
                word.appendCodePoint(c);
            }
        }
        return word.toString();
    }
}
