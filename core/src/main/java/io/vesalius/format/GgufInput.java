package io.vesalius.format;

import io.vesalius.base.BadFileException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file's bytes in order, through a window; nothing is read past the end, nothing taken on trust.
 */
final class GgufInput {
    private static final int WINDOW = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final long headerBytes;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowEnd;

    GgufInput(final Path path, final FileChannel channel, final long size, final long headerBytes) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.headerBytes = headerBytes;
        window.limit(0);
    }

    long position() {
        return windowEnd - window.remaining();
    }

    long remaining() {
        return size - position();
    }

    long size() {
        return size;
    }

    Path path() {
        return path;
    }

    /** An error about this file, at the place read last. */
    BadFileException bad(final String what) {
        return new BadFileException("%s: at byte %d: %s".formatted(path, position(), what));
    }

    /** Makes sure that the file has `bytes` more, before anything is allocated for them. */
    void require(final long bytes, final String what) {
        if (bytes < 0 || bytes > remaining()) {
            throw bad(
                    "%s needs %s bytes, the file has %d left: it is damaged or incomplete"
                            .formatted(what, Long.toUnsignedString(bytes), remaining()));
        }
        if (bytes > headerBytes - position()) {
            throw bad("the header exceeds %d bytes, the limit headerBytes".formatted(headerBytes));
        }
    }

    private void fill(final int bytes, final String what) {
        if (window.remaining() >= bytes) {
            return;
        }
        require(bytes, what);
        window.compact();
        try {
            while (window.position() < bytes) {
                final int read = channel.read(window, windowEnd);
                if (read < 0) {
                    throw new BadFileException(path + ": the file became shorter while read");
                }
                windowEnd += read;
            }
        } catch (IOException e) {
            throw new BadFileException(path + ": can't be read: " + e.getMessage(), e);
        }
        window.flip();
    }

    int u8(final String what) {
        fill(1, what);
        return window.get() & 255;
    }

    int i16(final String what) {
        fill(2, what);
        return window.getShort();
    }

    int i32(final String what) {
        fill(4, what);
        return window.getInt();
    }

    long u32(final String what) {
        return i32(what) & 0xffffffffL;
    }

    long i64(final String what) {
        fill(8, what);
        return window.getLong();
    }

    /** A string of at most `limit` bytes, strictly UTF-8. */
    String string(final long length, final long limit, final String what) {
        if (length < 0 || length > limit) {
            throw bad(
                    "%s is %s bytes long: at most %d are allowed"
                            .formatted(what, Long.toUnsignedString(length), limit));
        }
        require(length, what);
        final byte[] bytes = new byte[(int) length];
        for (int at = 0; at < bytes.length; ) {
            fill(Math.min(bytes.length - at, WINDOW / 2), what);
            final int count = Math.min(bytes.length - at, window.remaining());
            window.get(bytes, at, count);
            at += count;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw bad(what + " is not UTF-8");
        }
    }
}
