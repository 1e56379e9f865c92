import com.google.googlejavaformat.java.Main;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checks of the sources as text: Java formatted, and no line that doesn't belong into a tree
 * that others read. Run by {@code mvn verify}; {@code mvn -N verify -Pformat} formats instead.
 */
final class CheckSources {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".vscode");
    private static final Set<String> TEXT = Set.of("java", "md", "xml", "properties", "html");

    /** What a line may not hold; each pattern is written so that it doesn't find itself. */
    private record Rule(Pattern found, String reason, Predicate<String> except) {
        Rule(final String found, final String reason) {
            this(Pattern.compile(found), reason, path -> false);
        }

        Optional<String> breach(final String path, final int number, final String line) {
            return !except.test(path) && found.matcher(line).find()
                    ? Optional.of(path + ":" + number + ": " + reason)
                    : Optional.empty();
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    new Rule("\\t", "a tab: indent by spaces"),
                    new Rule("\\s$", "white space at the line's end"),
                    new Rule("\\b(TO[D]O|FIX[M]E|X[X]X)\\b", "unfinished work: finish it"),
                    new Rule(
                            "(?<![\\w.])/(work|tmp|root)/[\\w.-]|/usr/lib/j[v]m/\\w",
                            "a path of one machine"),
                    new Rule(
                            Pattern.compile("\\.\\./shar[e]d"),
                            "a path outside the repository: only Shared.java knows it",
                            path -> path.endsWith("/Shared.java")));

    private CheckSources() {}

    /**
     * Checks all text files below a folder.
     *
     * @param args the folder, then {@code check} or {@code format}
     */
    public static void main(final String[] args) throws Exception {
        final Path root = Path.of(args[0]).toRealPath();
        final List<Path> files = textFiles(root);
        final boolean formatted = format(files, args[1].equals("format"));
        final List<String> breaches = breaches(root, files);
        breaches.forEach(System.err::println);
        if (!formatted) {
            System.err.println("The files above are not formatted: mvn -N verify -Pformat does it");
        }
        System.exit(formatted && breaches.isEmpty() ? 0 : 1);
    }

    private static List<Path> textFiles(final Path root) throws IOException {
        final List<Path> files = new ArrayList<>();
        final List<Path> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            try (Stream<Path> entries = Files.list(open.removeLast())) {
                for (final Path entry : entries.sorted().toList()) {
                    if (Files.isDirectory(entry)) {
                        if (!SKIPPED.contains(entry.getFileName().toString())) {
                            open.add(entry);
                        }
                    } else if (TEXT.contains(extension(entry))) {
                        files.add(entry);
                    }
                }
            }
        }
        return files;
    }

    private static String extension(final Path file) {
        final String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Twice when replacing: the formatter lays out anew the long strings that it has broken. */
    private static boolean format(final List<Path> files, final boolean replace) throws Exception {
        return (!replace || formatOnce(files, true)) && formatOnce(files, replace);
    }

    private static boolean formatOnce(final List<Path> files, final boolean replace)
            throws Exception {
        final List<String> arguments = new ArrayList<>(List.of("--aosp"));
        arguments.addAll(
                replace ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        files.stream()
                .filter(file -> extension(file).equals("java"))
                .forEach(file -> arguments.add(file.toString()));
        final PrintWriter out = new PrintWriter(System.err, true);
        final Main formatter = new Main(out, out, InputStream.nullInputStream());
        return formatter.format(arguments.toArray(String[]::new)) == 0;
    }

    private static List<String> breaches(final Path root, final List<Path> files)
            throws IOException {
        final List<String> breaches = new ArrayList<>();
        for (final Path file : files) {
            final String path = root.relativize(file).toString().replace('\\', '/');
            try {
                int number = 0;
                for (final String line : Files.readAllLines(file)) {
                    number++;
                    for (final Rule rule : RULES) {
                        rule.breach(path, number, line).ifPresent(breaches::add);
                    }
                }
            } catch (MalformedInputException e) {
                breaches.add(path + ": not UTF-8: write it as such");
            }
        }
        return breaches;
    }
}
