package io.vesalius.cli;

import io.vesalius.tokenizer.EncodeOptions;
import io.vesalius.tokenizer.Tokenizer;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text in, token ids out; or how many tokens the same text takes in several languages. */
@picocli.CommandLine.Command(
        description =
                "Only the vocabulary is read: a GGUF file without weights will do, or a"
                    + " tokenizer.json. Nothing is added to the text, and what looks like a control"
                    + " token in it is text.",
        footer = {
            "vesalius tokenize -m model.gguf 'Once upon a time'",
            "vesalius tokenize -m model.gguf --bos --json - < story.txt",
            "vesalius tokenize -m model.gguf --json --separator '\\n---\\n' - < texts.txt",
            "vesalius tokenize -m model.gguf --stats eng.txt deu.txt hin.txt"
        })
final class TokenizeCommand implements Command {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([nt\\\\])");

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model whose vocabulary to use.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--bos", description = "Put the beginning-of-sequence token first.")
    private boolean bos;

    @Option(names = "--eos", description = "Put the end-of-sequence token last.")
    private boolean eos;

    @Option(names = "--special", description = "Recognise control tokens such as </s> in the text.")
    private boolean special;

    @Option(
            names = "--separator",
            paramLabel = "S",
            description =
                    "Standard input holds many texts with S between them (\\n"
                        + ", \\t and \\\\ stand for a line end, a tab, a backslash); an S at its"
                        + " very end ends the last.")
    private Optional<String> separator = Optional.empty();

    @Option(
            names = "--stats",
            description =
                    "Each TEXT is a file, all of them say the same: show tokens a word, a character"
                        + " and a byte of each, and what it costs beside the baseline, in memory"
                        + " for keys and values and in attention's work.")
    private boolean stats;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description =
                    "Of --stats: the file that others are compared with, by its name without"
                            + " folders and ending. Default: eng, en or english, else the first.")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--json",
            description =
                    "One line {\"ids\": [...], \"pieces\": [...]} for each text; of --stats one"
                        + " line {\"text\", \"words\", \"characters\", \"bytes\", \"tokens\", ...}"
                        + " for each file.")
    private boolean json;

    @Parameters(
            arity = "1..*",
            paramLabel = "TEXT",
            description = "The text, or - for standard input; with --stats text files.")
    private List<String> texts = new ArrayList<>();

    @Override
    public void run(final Shell shell) {
        check();
        final VocabularyFile vocabulary = new VocabularyFile(ModelPath.of(model));
        if (stats) {
            new TokenizeStats(vocabulary, texts, baseline).write(shell, json);
            return;
        }
        final Tokenizer tokenizer = vocabulary.tokenizer();
        final EncodeOptions options = new EncodeOptions(bos, eos, special);
        for (final String one : texts(shell)) {
            write(shell, tokenizer, tokenizer.encode(one, options));
        }
    }

    private void check() {
        if (stats && (bos || eos || special || separator.isPresent())) {
            throw new UsageException(
                    "--stats counts the tokens of whole files alone: leave out --bos, --eos,"
                            + " --special and --separator");
        }
        if (!stats && baseline.isPresent()) {
            throw new UsageException("--baseline means nothing without --stats: leave it out");
        }
        if (!stats && texts.size() > 1) {
            throw new UsageException(
                    "%d texts: give one, in quotes if it has spaces".formatted(texts.size()));
        }
    }

    private List<String> texts(final Shell shell) {
        if (!texts.getFirst().equals("-")) {
            return texts;
        }
        final String all = TextInput.standardInput(shell);
        return separator.isEmpty() ? List.of(all) : split(all, unescaped(separator.get()));
    }

    private static List<String> split(final String all, final String separator) {
        if (separator.isEmpty()) {
            throw new UsageException("--separator is empty: give the text between two texts");
        }
        final List<String> texts = new ArrayList<>();
        int from = 0;
        for (int at = all.indexOf(separator); at >= 0; at = all.indexOf(separator, from)) {
            texts.add(all.substring(from, at));
            from = at + separator.length();
        }
        if (from < all.length() || texts.isEmpty()) {
            texts.add(all.substring(from));
        }
        return texts;
    }

    private static String unescaped(final String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        found ->
                                switch (found.group(1)) {
                                    case "n" -> "\n";
                                    case "t" -> "\t";
                                    default -> "\\\\";
                                });
    }

    private void write(final Shell shell, final Tokenizer tokenizer, final int[] ids) {
        final List<String> pieces = Arrays.stream(ids).mapToObj(tokenizer::piece).toList();
        if (json) {
            shell.out().line(Json.text(Json.object().put("ids", ids).put("pieces", pieces)));
            return;
        }
        for (int i = 0; i < ids.length; i++) {
            shell.out().print("%8d  '%s'\n".formatted(ids[i], Printable.line(pieces.get(i))));
        }
        shell.out().line("%8d tokens".formatted(ids.length));
    }
}
