package io.vesalius.format;

import io.vesalius.base.BadFileException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a model is split over files: `name-00001-of-00003.gguf`, numbered from 1, while the metadata
 * number parts from 0.
 */
record GgufSplit(Path folder, String prefix, int count) {
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    static GgufSplit of(final Path path, final GgufMetadata metadata, final int most) {
        final long count = metadata.integer("split.count", 1);
        if (count < 0 || count > most) {
            throw new BadFileException(
                    "%s: split.count is %d: at most %d parts".formatted(path, count, most));
        }
        if (count <= 1) {
            return new GgufSplit(path, "", 1);
        }
        final Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches() || Integer.parseInt(name.group(3)) != count) {
            throw new BadFileException(
                    "%s: this is one of %d parts, so it must be named like model-00001-of-%05d.gguf"
                            .formatted(path, count, count));
        }
        return new GgufSplit(path.toAbsolutePath().resolveSibling(""), name.group(1), (int) count);
    }

    Path part(final int index) {
        final Path path =
                folder.resolve("%s-%05d-of-%05d.gguf".formatted(prefix, index + 1, count));
        if (!Files.exists(path)) {
            throw new BadFileException(
                    "%s: part %d of %d is missing: download it to the same folder"
                            .formatted(path, index + 1, count));
        }
        return path;
    }

    /**
     * Whether a part is the one that its name says, of the same model as the first.
     *
     * @param tensorCount what the first part says that all parts hold
     */
    void check(
            final Path file, final int index, final GgufMetadata metadata, final long tensorCount) {
        final long number = metadata.integer("split.no", -1);
        final long parts = metadata.integer("split.count", 1);
        if (number != index || parts != count) {
            throw new BadFileException(
                    "%s: its metadata say part %d of %d, its name says %d of %d: parts are mixed up"
                            .formatted(file, number + 1, parts, index + 1, count));
        }
        final long own = metadata.integer("split.tensors.count", tensorCount);
        if (own != tensorCount) {
            throw new BadFileException(
                    "%s: its split.tensors.count is %d, the first part's is %d: it is of"
                                    .formatted(file, own, tensorCount)
                            + " another model");
        }
    }

    void checkTotal(final Path path, final GgufMetadata first, final int tensors) {
        final long expected = first.integer("split.tensors.count", tensors);
        if (expected != tensors) {
            throw new BadFileException(
                    "%s: the parts hold %d tensors, split.tensors.count says %d: a part is of"
                                    .formatted(path, tensors, expected)
                            + " another model");
        }
    }
}
