/*
 * Does what the scripts ask on standard input, a line each with tabs between its words, and answers
 * with a line: times in seconds, and for encoding the number of ids and their hash.
 */
import io.vesalius.format.GgufFile;
import io.vesalius.tokenizer.EncodeOptions;
import io.vesalius.tokenizer.Tokenizer;
import io.vesalius.tokenizer.json.TokenizerJsonFile;
import io.vesalius.tokenizer.train.Corpus;
import io.vesalius.tokenizer.train.TokenizerTrainer;
import io.vesalius.tokenizer.train.TrainedTokenizer;
import io.vesalius.tokenizer.train.TrainingOptions;

import java.util.stream.Stream;

private static final int BATCH_CHARACTERS = 4000;

private final Map<String, Tokenizer> tokenizers = new HashMap<>();
private final Map<String, String> texts = new HashMap<>();

void main() throws IOException {
    for (String line = IO.readln(); line != null; line = IO.readln()) {
        IO.println(answer(line.split("\t")));
    }
}

private String answer(final String[] words) throws IOException {
    return switch (words[0]) {
        case "encode" -> encode(words[1], words[2], Integer.parseInt(words[3]));
        case "batch" -> batch(words[1], words[2], Integer.parseInt(words[3]));
        case "train" -> train(words);
        default -> throw new IllegalArgumentException(words[0]);
    };
}

private Tokenizer tokenizer(final String file) {
    return tokenizers.computeIfAbsent(
            file,
            name -> {
                if (name.endsWith(".json")) {
                    return TokenizerJsonFile.open(Path.of(name));
                }
                try (GgufFile open = GgufFile.open(Path.of(name))) {
                    return Tokenizer.from(open.metadata());
                }
            });
}

private String text(final String file) throws IOException {
    if (!texts.containsKey(file)) {
        texts.put(file, Files.readString(Path.of(file)));
    }
    return texts.get(file);
}

private String encode(final String vocabulary, final String file, final int times)
        throws IOException {
    final Tokenizer tokenizer = tokenizer(vocabulary);
    final String text = text(file);
    int[] ids = {};
    final StringBuilder seconds = new StringBuilder();
    for (int i = 0; i < times; i++) {
        final long start = System.nanoTime();
        ids = tokenizer.encode(text);
        seconds.append(' ').append((System.nanoTime() - start) / 1e9);
    }
    return ids.length + " " + Arrays.hashCode(ids) + seconds;
}

private String batch(final String vocabulary, final String file, final int times)
        throws IOException {
    final Tokenizer tokenizer = tokenizer(vocabulary);
    final int[] characters = text(file).codePoints().toArray();
    final List<String> parts = new ArrayList<>();
    for (int at = 0; at < characters.length; at += BATCH_CHARACTERS) {
        final int length = Math.min(BATCH_CHARACTERS, characters.length - at);
        parts.add(new String(characters, at, length));
    }
    final StringBuilder seconds = new StringBuilder();
    for (int i = 0; i < times; i++) {
        final long start = System.nanoTime();
        tokenizer.encodeAll(parts, EncodeOptions.PLAIN);
        seconds.append(i == 0 ? "" : " ").append((System.nanoTime() - start) / 1e9);
    }
    return seconds.toString();
}

/** `train KIND SIZE OUT.json FILE...` */
private String train(final String[] words) {
    final List<Path> files = Stream.of(words).skip(4).map(Path::of).toList();
    final long start = System.nanoTime();
    final TrainedTokenizer trained =
            TokenizerTrainer.of(words[1])
                    .train(Corpus.ofFiles(files), TrainingOptions.of(Integer.parseInt(words[2])));
    final double seconds = (System.nanoTime() - start) / 1e9;
    trained.writeJson(Path.of(words[3]));
    return String.valueOf(seconds);
}
