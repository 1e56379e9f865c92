package io.vesalius.prompt.jinja;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A parsed template. */
public final class Template {
    private final List<Stmt> body;
    private final Set<String> variables;

    private Template(final List<Stmt> body, final Set<String> variables) {
        this.body = body;
        this.variables = variables;
    }

    /**
     * @throws BadFileException when it doesn't parse, with line and column, or is over 256 KiB
     * @throws UnsupportedException when it uses a filter, test or tag that doesn't exist here
     */
    public static Template parse(final String source) {
        final Parser parser = new Parser(Source.of(source));
        final List<Stmt> body = parser.template();
        return new Template(body, parser.variables());
    }

    /** The variables that it may read from outside, the global functions among them. */
    public Set<String> variables() {
        return variables;
    }

    /** What one rendering gave: a text, or an error and the line it arose at. */
    public sealed interface Outcome {
        /** The text. */
        record Rendered(Text text) implements Outcome {}

        /** The error; the line is that of the statement or call it arose in. */
        record Failed(TemplateError error, int line) implements Outcome {}
    }

    /**
     * Renders.
     *
     * @param variables by name
     * @param now what {@code strftime_now} tells
     * @param mostSteps turns of loops and calls of macros
     * @param mostOutput length of the text in UTF-16 units
     */
    public Outcome render(
            final Map<String, Value> variables,
            final LocalDateTime now,
            final long mostSteps,
            final int mostOutput) {
        final Rendering rendering = new Rendering(new Budget(mostSteps, mostOutput), now);
        final Map<String, Value> all = new HashMap<>(Globals.functions());
        all.putAll(variables);
        final TextBuilder output = new TextBuilder();
        try {
            new Interpreter(rendering).write(body, Scope.outermost(all).inner(), output);
            return new Outcome.Rendered(output.toText());
        } catch (TemplateError e) {
            return new Outcome.Failed(e, rendering.line());
        }
    }
}
