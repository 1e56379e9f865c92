package io.vesalius.cli;

import io.vesalius.model.CacheArithmetic;
import io.vesalius.tokenizer.TextStats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts what files of text become in a model's vocabulary. */
record TokenizeStats(VocabularyFile vocabulary, List<String> files, Optional<String> baseline) {
    void write(final Shell shell, final boolean json) {
        final TokenTax tax = tax();
        if (json) {
            tax.texts().forEach(text -> shell.out().line(Json.text(tax.members(text))));
        } else {
            tax.write(shell.out());
        }
    }

    private TokenTax tax() {
        final List<Path> paths = files.stream().map(ModelPath::path).toList();
        final List<String> names = paths.stream().map(TokenizeStats::name).toList();
        final int compared = baseline(names);
        final List<TextStats> stats =
                TextStats.of(vocabulary.tokenizer(), paths.stream().map(TextInput::file).toList());
        final Optional<CacheArithmetic> cache = vocabulary.cache();
        final List<TokenTax.Text> texts = new ArrayList<>();
        for (int i = 0; i < stats.size(); i++) {
            texts.add(new TokenTax.Text(names.get(i), stats.get(i), kvBytes(cache, stats.get(i))));
        }
        return new TokenTax(texts, compared);
    }

    private static String name(final Path path) {
        final String whole = String.valueOf(path.getFileName());
        final int dot = whole.lastIndexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }

    private int baseline(final List<String> names) {
        if (baseline.isEmpty()) {
            return TokenTax.english(names);
        }
        final int place = names.indexOf(baseline.get());
        if (place < 0) {
            throw new UsageException(
                    "--baseline is '%s', which is none of the files: there are %s"
                            .formatted(
                                    Printable.line(baseline.get()),
                                    Printable.line(String.join(", ", names))));
        }
        return place;
    }

    private static OptionalLong kvBytes(
            final Optional<CacheArithmetic> cache, final TextStats stats) {
        return cache.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        cache.get().bytes((int) Math.min(Integer.MAX_VALUE, stats.tokens()), 1));
    }
}
