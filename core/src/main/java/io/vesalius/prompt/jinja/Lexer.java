package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Token.Kind;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags, with the white space rules that chat templates are written
 * for: the newline after a block or comment tag goes (trim_blocks), so do blanks between a line's
 * start and such a tag (lstrip_blocks), a minus sign takes all white space on its side, a plus sign
 * keeps it.
 */
final class Lexer {
    private final Source source;
    private final String chars;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean lineStarts = true; // what was read last ended a line

    private Lexer(final Source source) {
        this.source = source;
        this.chars = source.chars();
    }

    /** The tokens of a source, an END last. */
    static List<Token> tokens(final Source source) {
        final Lexer lexer = new Lexer(source);
        lexer.readAll();
        return lexer.tokens;
    }

    private void readAll() {
        while (at < chars.length()) {
            final int tag = nextTag();
            if (tag < 0) {
                add(Kind.DATA, chars.substring(at), at);
                at = chars.length();
            } else {
                readTag(tag);
            }
        }
        add(Kind.END, "", chars.length());
    }

    private int nextTag() {
        int found = chars.indexOf('{', at);
        while (found >= 0 && found + 1 < chars.length()) {
            if ("{%#".indexOf(chars.charAt(found + 1)) >= 0) {
                return found;
            }
            found = chars.indexOf('{', found + 1);
        }
        return -1;
    }

    private void readTag(final int tag) {
        final char type = chars.charAt(tag + 1);
        final char sign = signAt(tag + 2);
        addData(at, tag, sign, type != '{');
        final int body = tag + (sign == ' ' ? 2 : 3);
        if (type == '#') {
            readComment(tag, body);
        } else if (type == '%' && rawBody(body) >= 0) {
            readRaw(tag, rawBody(body));
        } else {
            readCode(tag, body, type == '{');
        }
    }

    private char signAt(final int offset) {
        final char sign = offset < chars.length() ? chars.charAt(offset) : ' ';
        return sign == '-' || sign == '+' ? sign : ' ';
    }

    /** The text before a tag, without the white space that the tag takes. */
    private void addData(final int from, final int tag, final char sign, final boolean strips) {
        final String text = chars.substring(from, tag);
        if (sign == '-') {
            add(Kind.DATA, text.substring(0, Whitespace.trimmedEnd(text, 0)), from);
            return;
        }
        final int line = text.lastIndexOf('\n') + 1;
        final boolean blank =
                strips && sign != '+' && (line > 0 || lineStarts) && Whitespace.isAll(text, line);
        add(Kind.DATA, blank ? text.substring(0, line) : text, from);
    }

    private void readComment(final int tag, final int body) {
        final int end = chars.indexOf("#}", body);
        if (end < 0) {
            throw source.error(tag, "the comment isn't closed: '#}' is missing");
        }
        final char sign = end > body ? signAt(end - 1) : ' ';
        finish(end + 2, sign, true);
    }

    /** Where a raw block's text begins, or -1 if the tag opens no raw block. */
    private int rawBody(final int body) {
        final int word = Whitespace.skip(chars, body);
        if (!chars.startsWith("raw", word)) {
            return -1;
        }
        final int end = Whitespace.skip(chars, word + 3);
        if (chars.startsWith("-%}", end)) {
            return Whitespace.skip(chars, end + 3);
        }
        return chars.startsWith("%}", end) ? end + 2 : -1;
    }

    private void readRaw(final int tag, final int from) {
        lineStarts = chars.charAt(from - 1) == '\n';
        int open = chars.indexOf("{%", from);
        while (open >= 0) {
            final char sign = signAt(open + 2);
            final int word = Whitespace.skip(chars, open + (sign == ' ' ? 2 : 3));
            final int end = chars.startsWith("endraw", word) ? tagEnd(word + 6) : -1;
            if (end >= 0) {
                addData(from, open, sign, true);
                finish(end + 2, signAt(end - 1), true);
                return;
            }
            open = chars.indexOf("{%", open + 2);
        }
        throw source.error(tag, "the raw block isn't closed: '{% endraw %}' is missing");
    }

    /** The offset of the percent sign that closes a tag here, or -1. */
    private int tagEnd(final int offset) {
        final int end = Whitespace.skip(chars, offset);
        final int percent = end + (signAt(end) == ' ' ? 0 : 1);
        return chars.startsWith("%}", percent) ? percent : -1;
    }

    private void readCode(final int tag, final int body, final boolean print) {
        add(print ? Kind.PRINT_BEGIN : Kind.TAG_BEGIN, "", tag);
        final int end = new CodeLexer(source, tokens).read(body, print);
        if (end >= chars.length()) {
            at = end;
            return;
        }
        final char sign = signAt(end);
        add(print ? Kind.PRINT_END : Kind.TAG_END, "", end);
        finish(end + (sign == ' ' ? 2 : 3), sign, !print);
    }

    /** After a closing tag: takes the white space that belongs to it. */
    private void finish(final int end, final char sign, final boolean trims) {
        at = end;
        if (sign == '-') {
            at = Whitespace.skip(chars, end);
        } else if (trims && sign != '+' && end < chars.length() && chars.charAt(end) == '\n') {
            at = end + 1;
        }
        lineStarts = chars.charAt(at - 1) == '\n';
    }

    private void add(final Kind kind, final String text, final int offset) {
        if (kind != Kind.DATA || !text.isEmpty()) {
            tokens.add(new Token(kind, text, offset));
        }
    }
}
