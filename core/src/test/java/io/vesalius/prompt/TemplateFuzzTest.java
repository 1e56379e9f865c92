package io.vesalius.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.base.VesaliusException;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Mutated templates and contexts: whatever comes, only our own errors come out, in one line.
 * `-Dvesalius.fuzz.seed` repeats a run, `-Dvesalius.fuzz.runs` lengthens it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TemplateFuzzTest {
    private static final long SEED = Long.getLong("vesalius.fuzz.seed", 20_260_131L);
    private static final int RUNS = Integer.getInteger("vesalius.fuzz.runs", 6_000);
    private static final TemplateLimits SMALL = new TemplateLimits(2_000, 20_000);

    private static final List<String> OWN =
            List.of(
                    "{% for m in messages %}{{ m.role|upper ~ m['content'][1:-1].strip() }}{%"
                            + " endfor %}",
                    "{% macro f(a, b=2, *c) %}{{ a }}{% endmacro %}{{ f(1) }}{% set x = {'a': [1,"
                            + " 2.5]} %}",
                    "{% set ns = namespace(a='') %}{% for k, v in d|dictsort if v is number %}{%-"
                        + " set ns.a = ns.a + k -%}{{ loop.index ~ loop.nextitem }}{% endfor %}{{"
                        + " ns.a }}",
                    "{% if n // 2 > 1 and s is not none %}{{ l|map('string')|join(',"
                            + " ')|tojson(indent=2) }}{% elif u.split('l')|length == 3 %}{{"
                            + " l|sort(reverse=true)|first }}{% endif %}",
                    "{% for i in tree recursive %}{{ loop.depth }}{% if i.c %}{{ loop(i.c) }}{%"
                        + " endif %}{% break %}{% endfor %}{% call(x) g(s) %}{{ x }}{% endcall %}",
                    "{%- raw -%} {{ {%- endraw -%}{# c #}{% filter trim|replace('a', s) %}{{ u }}{%"
                            + " endfilter %}",
                    "{{ objs|selectattr('on')|map(attribute='name')|list if t else range(n, 0,"
                            + " -1)|batch(2)|list }}");
    private static final List<String> PIECES =
            List.of(
                    "{{",
                    "}}",
                    "{%",
                    "%}",
                    "{#",
                    "#}",
                    "-",
                    "+",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    "'",
                    "\"",
                    "\\",
                    "|",
                    ".",
                    ",",
                    ":",
                    "=",
                    "~",
                    "*",
                    "**",
                    "//",
                    "%",
                    "<",
                    "!=",
                    " in ",
                    " is ",
                    " not ",
                    " if ",
                    " else ",
                    "for ",
                    "endfor",
                    "set ",
                    "macro ",
                    "loop",
                    "caller",
                    "messages",
                    "none",
                    "0",
                    "-1",
                    "10**9",
                    "1e308",
                    "x",
                    "é",
                    "😀",
                    "\ud83d",
                    "\u0000",
                    "\n",
                    "|list",
                    "|first",
                    "|tojson",
                    ".items()",
                    ".split()",
                    "[::-1]",
                    "[n]",
                    "(s)",
                    "|sort",
                    "|map('x')",
                    "*l",
                    "**d");
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1e400",
                    "123456789012345678901234567890",
                    "\"\"",
                    "\"a\"",
                    "\"\\ud83d\"",
                    "[]",
                    "{}",
                    "[[]]",
                    "{\"role\": 1}",
                    "[null]",
                    "{\"content\": []}");

    @Test
    void mutated_templates_and_contexts_give_only_our_errors() throws IOException {
        final List<String> sources = new ArrayList<>(OWN);
        sources.addAll(real());
        int parsed = 0;
        int rendered = 0;
        for (int run = 0; run < RUNS; run++) {
            final SplittableRandom random = new SplittableRandom(SEED + run);
            final String source = mutated(sources.get(random.nextInt(sources.size())), random);
            final String context = context(random);
            final String as = "vesalius.fuzz.seed=" + (SEED + run);
            try {
                final ChatTemplate template = ChatTemplate.parse(source);
                parsed++;
                template.render(Rendered.json(context), Rendered.NOW, SMALL);
                rendered++;
            } catch (VesaliusException e) {
                assertThat(e.getMessage()).as(as).hasSizeLessThan(1200).doesNotContain("\n");
            } catch (Throwable e) {
                throw new AssertionError(as + ": " + e, e);
            }
        }
        // Neither all nothing: a fuzzer that only breaks the first brace would prove little.
        assertThat(parsed).isBetween(RUNS / 10, RUNS - RUNS / 10);
        assertThat(rendered).isBetween(RUNS / 50, parsed - RUNS / 50);
    }

    private static List<String> real() throws IOException {
        if (!Shared.has("templates")) {
            return List.of();
        }
        final List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Shared.path("templates"))) {
            for (final Path file :
                    files.filter(f -> f.toString().endsWith(".jinja")).sorted().toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    private static String mutated(final String source, final SplittableRandom random) {
        final StringBuilder mutated = new StringBuilder(source);
        final int changes = random.nextInt(4);
        for (int i = 0; i < changes && !mutated.isEmpty(); i++) {
            final int at = random.nextInt(mutated.length());
            final int end = Math.min(mutated.length(), at + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> mutated.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                default ->
                        mutated.insert(
                                random.nextInt(mutated.length()), mutated.substring(at, end));
            }
        }
        return mutated.toString();
    }

    private static String context(final SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return Rendered.CONTEXT;
        }
        final StringBuilder messages = new StringBuilder();
        final int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            messages.append(i == 0 ? "" : ", ")
                    .append("{\"role\": ")
                    .append(random.nextBoolean() ? "\"user\"" : value(random))
                    .append(", \"content\": ")
                    .append(random.nextBoolean() ? "\"<|x|>{{ n }}\"" : value(random))
                    .append(", \"tool_calls\": ")
                    .append(value(random))
                    .append("}");
        }
        return "{\"messages\": [%s], \"tools\": %s, \"l\": %s, \"d\": %s, \"n\": %s, \"s\": %s}"
                .formatted(
                        messages,
                        value(random),
                        value(random),
                        value(random),
                        value(random),
                        value(random));
    }

    private static String value(final SplittableRandom random) {
        return VALUES.get(random.nextInt(VALUES.size()));
    }
}
