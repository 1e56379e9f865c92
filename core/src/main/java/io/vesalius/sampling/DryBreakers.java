package io.vesalius.sampling;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/** Finds the texts that a repetition doesn't reach across, also where several tokens spell one. */
final class DryBreakers {
    private final List<byte[]> texts;
    private final int longest;
    private final IntFunction<byte[]> tokenBytes;

    DryBreakers(final List<String> texts, final IntFunction<byte[]> tokenBytes) {
        this.texts = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        this.longest = this.texts.stream().mapToInt(text -> text.length).max().orElse(0);
        this.tokenBytes = tokenBytes;
    }

    /** Whether a token alone contains one. */
    boolean within(final int id) {
        return !texts.isEmpty() && endsIn(tokenBytes.apply(id), 0);
    }

    /**
     * How many tokens follow the last breaker.
     *
     * @param start the first token to look at
     * @param limit the most that matter
     * @return at most `limit`
     */
    int tokensSince(final History history, final int start, final int limit) {
        if (texts.isEmpty()) {
            return limit;
        }
        final int length = history.length();
        for (int count = 0; count < limit && length - 1 - count >= start; count++) {
            if (endsInToken(history, start, length - 1 - count)) {
                return count;
            }
        }
        return limit;
    }

    private boolean endsInToken(final History history, final int start, final int at) {
        byte[] text = tokenBytes.apply(history.ids()[at]);
        final int own = text.length;
        for (int i = at - 1; i >= start && text.length < own + longest - 1; i--) {
            text = joined(tokenBytes.apply(history.ids()[i]), text);
        }
        return endsIn(text, text.length - own);
    }

    private static byte[] joined(final byte[] first, final byte[] second) {
        final byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Whether a breaker's last byte is at `from` or later. */
    private boolean endsIn(final byte[] text, final int from) {
        for (final byte[] breaker : texts) {
            for (int end = Math.max(from + 1, breaker.length); end <= text.length; end++) {
                if (equalsBefore(text, end, breaker)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean equalsBefore(final byte[] text, final int end, final byte[] breaker) {
        final int from = end - breaker.length;
        for (int i = 0; i < breaker.length; i++) {
            if (text[from + i] != breaker[i]) {
                return false;
            }
        }
        return true;
    }
}
