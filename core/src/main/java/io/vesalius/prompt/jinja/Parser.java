package io.vesalius.prompt.jinja;

import io.vesalius.base.UnsupportedException;
import io.vesalius.prompt.jinja.Expr.FilterCall;
import io.vesalius.prompt.jinja.Stmt.Target;
import io.vesalius.prompt.jinja.Token.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads statements. */
final class Parser {
    private static final Set<String> OTHER_FILES =
            Set.of("include", "import", "from", "extends", "block", "autoescape");

    private final Tokens tokens;
    private final Usage usage = new Usage();
    private final ExpressionParser expressions;
    private final TargetParser targets;
    private int loops; // how many loops a break here could leave

    Parser(final Source source) {
        this.tokens = new Tokens(source);
        this.expressions = new ExpressionParser(tokens, usage);
        this.targets = new TargetParser(tokens, usage, expressions);
    }

    /** The whole template. */
    List<Stmt> template() {
        final List<Stmt> body = statements(Set.of());
        usage.refuseUnknown(0);
        return body;
    }

    /** The variables that the template may take from outside; after {@link #template}. */
    Set<String> variables() {
        return usage.outside();
    }

    /**
     * Statements up to a tag of one of these names, whose name is the next token, or to the end.
     */
    private List<Stmt> statements(final Set<String> ends) {
        tokens.enter();
        final List<Stmt> body = new ArrayList<>();
        while (!tokens.peek().is(Kind.END)) {
            final Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> body.add(new Stmt.Data(Text.control(token.text())));
                case PRINT_BEGIN -> body.add(print());
                default -> {
                    if (tokens.peek().is(Kind.NAME) && ends.contains(tokens.peek().text())) {
                        tokens.leave();
                        return List.copyOf(body);
                    }
                    body.add(statement(ends));
                    tokens.expect(Kind.TAG_END);
                }
            }
        }
        if (!ends.isEmpty()) {
            throw tokens.unexpected(tags(ends));
        }
        tokens.leave();
        return List.copyOf(body);
    }

    private static String tags(final Set<String> ends) {
        return "the tag " + String.join(" or ", ends.stream().sorted().toList());
    }

    private Stmt print() {
        final int line = tokens.line();
        final Stmt print = new Stmt.Print(expressions.tuple("", true), line);
        tokens.expect(Kind.PRINT_END);
        return print;
    }

    private Stmt statement(final Set<String> ends) {
        final Token tag = tokens.expect(Kind.NAME);
        final int line = tokens.line(tag);
        return switch (tag.text()) {
            case "if" -> ifStatement();
            case "for" -> forStatement(line);
            case "set" -> set(line);
            case "macro" -> macro(line);
            case "call" -> callBlock(line);
            case "filter" -> filterBlock(line);
            case "with" -> with(line);
            case "generation" -> new Stmt.Scoped(function("endgeneration"));
            case "break" -> inLoop(tag, new Stmt.Break());
            case "continue" -> inLoop(tag, new Stmt.Continue());
            default -> throw unknownTag(tag, ends);
        };
    }

    private RuntimeException unknownTag(final Token tag, final Set<String> ends) {
        if (OTHER_FILES.contains(tag.text())) {
            return new UnsupportedException(
                    "chat template, %s: the tag '%s' doesn't exist here: a chat template stands alone"
                            .formatted(tokens.place(tag), tag.text()));
        }
        final String wanted = ends.isEmpty() ? "" : ", expected a statement or " + tags(ends);
        return tokens.error(tag, "unexpected tag " + tag.described() + wanted);
    }

    private Stmt inLoop(final Token tag, final Stmt statement) {
        if (loops == 0) {
            throw tokens.error(tag, "'" + tag.text() + "' stands outside a loop");
        }
        return statement;
    }

    /** A body after its opening tag; the tag that ends it is taken up to its name. */
    private String body(final List<Stmt> into, final String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.TAG_END);
        into.addAll(statements(Set.of(ends)));
        return tokens.next().text();
    }

    /** A body that has variables of its own. */
    private List<Stmt> inner(final String end) {
        final int mark = usage.mark();
        final List<Stmt> body = new ArrayList<>();
        usage.enter();
        body(body, end);
        usage.leave();
        usage.refuseUnknown(mark);
        return List.copyOf(body);
    }

    /** A body that is called from elsewhere: no break may leave it. */
    private List<Stmt> function(final String end) {
        final int outerLoops = loops;
        loops = 0;
        final List<Stmt> body = inner(end);
        loops = outerLoops;
        return body;
    }

    private Stmt ifStatement() {
        final int mark = usage.mark();
        final List<Stmt.Branch> branches = new ArrayList<>();
        final List<Stmt> otherwise = new ArrayList<>();
        String end = "elif";
        while (end.equals("elif")) {
            final int line = tokens.line();
            final Expr test = expressions.tuple("", false);
            final List<Stmt> body = new ArrayList<>();
            end = body(body, "elif", "else", "endif");
            branches.add(new Stmt.Branch(test, List.copyOf(body), line));
        }
        if (end.equals("else")) {
            body(otherwise, "endif");
        }
        usage.forgive(mark);
        return new Stmt.If(List.copyOf(branches), List.copyOf(otherwise));
    }

    private Stmt forStatement(final int line) {
        final Target target = targets.loopTarget();
        tokens.expectName("in");
        final Expr over = expressions.tuple("recursive", false);
        final int mark = usage.mark();
        usage.enter();
        targets.bind(target);
        final Expr filter =
                tokens.skipName("if") ? expressions.expression() : new Expr.Literal(Value.TRUE);
        final boolean recursive = tokens.skipName("recursive");
        final List<Stmt> each = new ArrayList<>();
        final List<Stmt> otherwise = new ArrayList<>();
        loops++;
        final String end = body(each, "endfor", "else");
        loops--;
        usage.leave();
        if (end.equals("else")) {
            usage.enter();
            body(otherwise, "endfor");
            usage.leave();
        }
        usage.refuseUnknown(mark);
        return new Stmt.For(
                target,
                over,
                filter,
                recursive,
                new Stmt.LoopBody(List.copyOf(each), List.copyOf(otherwise)),
                line);
    }

    private Stmt set(final int line) {
        final Target target = targets.setTarget();
        if (tokens.skipOperator("=")) {
            final Expr value = expressions.tuple("", true);
            targets.bind(target);
            return new Stmt.Set(target, value, line);
        }
        final int mark = usage.mark();
        final List<FilterCall> filters = new ArrayList<>();
        while (tokens.skipOperator("|")) {
            filters.add(expressions.filter());
        }
        final List<Stmt> body = inner("endset");
        usage.refuseUnknown(mark);
        targets.bind(target);
        return new Stmt.SetBlock(target, List.copyOf(filters), body, line);
    }

    private Stmt macro(final int line) {
        final String name = targets.name();
        usage.define(name);
        usage.enterMacro();
        final int mark = usage.mark();
        usage.enter();
        final List<Stmt.Parameter> parameters = targets.parameters();
        final List<Stmt> body = function("endmacro");
        usage.leave();
        usage.refuseUnknown(mark);
        return new Stmt.Macro(name, new Stmt.Signature(parameters, usage.leaveMacro()), body, line);
    }

    private Stmt callBlock(final int line) {
        usage.enterMacro();
        final int mark = usage.mark();
        usage.enter();
        final List<Stmt.Parameter> parameters =
                tokens.peek().isOperator("(") ? targets.parameters() : List.of();
        final Token start = tokens.peek();
        if (!(expressions.expression() instanceof final Expr.Call call)) {
            throw tokens.error(start, "expected a call of a macro");
        }
        final List<Stmt> body = function("endcall");
        usage.leave();
        usage.refuseUnknown(mark);
        return new Stmt.CallBlock(
                new Stmt.Signature(parameters, usage.leaveMacro()), call, body, line);
    }

    private Stmt filterBlock(final int line) {
        final int mark = usage.mark();
        final List<FilterCall> filters = new ArrayList<>();
        do {
            filters.add(expressions.filter());
        } while (tokens.skipOperator("|"));
        final List<Stmt> body = inner("endfilter");
        usage.refuseUnknown(mark);
        return new Stmt.FilterBlock(List.copyOf(filters), body, line);
    }

    private Stmt with(final int line) {
        final int mark = usage.mark();
        final List<Stmt.Binding> bindings = new ArrayList<>();
        while (!tokens.peek().is(Kind.TAG_END)) {
            if (!bindings.isEmpty()) {
                tokens.expectOperator(",");
            }
            final Target target = targets.withTarget();
            tokens.expectOperator("=");
            bindings.add(new Stmt.Binding(target, expressions.expression()));
        }
        usage.enter();
        bindings.forEach(binding -> targets.bind(binding.target()));
        final List<Stmt> body = inner("endwith");
        usage.leave();
        usage.refuseUnknown(mark);
        return new Stmt.With(List.copyOf(bindings), body, line);
    }
}
