package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import java.util.Optional;

/**
 * A file's keys under its architecture's prefix, each checked as it is read. All methods throw
 * {@link BadFileException} for a key that is required and missing, of the wrong type, or out of
 * range.
 *
 * @param prefix `llama.`
 */
record Keys(GgufMetadata metadata, String prefix) {
    /** The most of any size: no real model is near it, and products of two fit a long. */
    static final int MAX_SIZE = 1 << 24;

    private static final int MAX_COUNT = 1 << 30;

    static Keys of(final GgufMetadata metadata) {
        return new Keys(metadata, metadata.string("general.architecture") + ".");
    }

    /** A key with its prefix: `llama.block_count`. */
    String name(final String key) {
        return prefix + key;
    }

    boolean has(final String key) {
        return metadata.has(name(key));
    }

    /** An integer within bounds. */
    int integer(final String key, final int least, final int most) {
        return metadata.integer(name(key), least, most);
    }

    /** A size, which is positive. */
    int size(final String key) {
        return integer(key, 1, MAX_SIZE);
    }

    int size(final String key, final int fallback) {
        return has(key) ? size(key) : fallback;
    }

    /** A count, which may be 0. */
    int count(final String key, final int fallback) {
        return has(key) ? integer(key, 0, MAX_COUNT) : fallback;
    }

    /**
     * A size that a file may also list layer by layer.
     *
     * @throws UnsupportedException where layers differ
     */
    int uniformSize(final String key, final int layerCount) {
        final Optional<long[]> list = perLayer(key, layerCount);
        if (list.isEmpty()) {
            return size(key);
        }
        final long first = list.get()[0];
        for (final long value : list.get()) {
            if (value < 1 || value > MAX_SIZE) {
                throw bad(key, "has %d: it must be from 1 to %d".formatted(value, MAX_SIZE));
            }
            if (value != first) {
                throw unsupported(
                        key,
                        "has %d and %d: layers of different shapes can't be run"
                                .formatted(first, value));
            }
        }
        return (int) first;
    }

    /** A list of a number, or flag, for each layer; empty where the key is absent or no list. */
    Optional<long[]> perLayer(final String key, final int layerCount) {
        if (!has(key)
                || !(metadata.value(name(key))
                        instanceof GgufValue.Wholes(GgufType type, long[] values))) {
            return Optional.empty();
        }
        if (values.length != layerCount) {
            throw bad(
                    key,
                    "has %d entries: '%s' asks for %d"
                            .formatted(values.length, name("block_count"), layerCount));
        }
        return Optional.of(values);
    }

    /** A number that is finite as a float too. */
    float number(final String key, final float fallback) {
        final float value = (float) metadata.number(name(key), fallback);
        if (!Float.isFinite(value)) {
            throw bad(key, "is %s: it must fit 32 bits".formatted(metadata.number(name(key))));
        }
        return value;
    }

    /** A positive number, as a float too. */
    double positive(final String key) {
        final double value = metadata.number(name(key));
        if (!(value > 0)) {
            throw bad(key, "is %s: it must be positive".formatted(value));
        }
        if ((float) value == 0 || Float.isInfinite((float) value)) {
            throw bad(key, "is %s: it must fit 32 bits".formatted(value));
        }
        return value;
    }

    double positive(final String key, final double fallback) {
        return has(key) ? positive(key) : fallback;
    }

    /** A factor; 1 where the file has none, or 0, which is what converters write for none. */
    float factor(final String key) {
        final float value = number(key, 1);
        return value == 0 ? 1 : value;
    }

    boolean flag(final String key, final boolean fallback) {
        return metadata.flag(name(key), fallback);
    }

    String string(final String key, final String fallback) {
        return metadata.string(name(key), fallback);
    }

    BadFileException bad(final String key, final String fault) {
        return new BadFileException(said(key, fault));
    }

    UnsupportedException unsupported(final String key, final String fault) {
        return new UnsupportedException(said(key, fault));
    }

    private String said(final String key, final String fault) {
        return metadata.where() + "metadata key '%s' %s".formatted(name(key), fault);
    }
}
