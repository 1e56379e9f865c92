package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** C's strftime in the C locale with GNU's flags, for a time without zone, as Python passes it. */
final class Strftime {
    private static final Locale C = Locale.ENGLISH;
    private static final String FLAGS = "-_0^#";

    private Strftime() {}

    /** The time in a format; what is no directive stays. */
    static String format(final String format, final LocalDateTime time) {
        final StringBuilder formatted = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            final char c = format.charAt(at);
            if (c != '%' || at + 1 == format.length()) {
                formatted.append(c);
                continue;
            }
            int end = at + 1;
            while (end < format.length() && FLAGS.indexOf(format.charAt(end)) >= 0) {
                end++;
            }
            final String flags = format.substring(at + 1, end);
            final String value = end == format.length() ? null : value(format.charAt(end), time);
            if (value == null) {
                formatted.append(format, at, Math.min(end + 1, format.length()));
            } else {
                formatted.append(flagged(value, flags));
            }
            at = end;
        }
        return formatted.toString();
    }

    private static String flagged(final String value, final String flags) {
        String flagged = value;
        for (int i = 0; i < flags.length(); i++) {
            flagged =
                    switch (flags.charAt(i)) {
                        case '-' -> unpadded(flagged, "");
                        case '_' -> unpadded(flagged, " ");
                        case '0' -> flagged.replace(' ', '0');
                        default -> flagged.toUpperCase(Locale.ROOT);
                    };
        }
        return flagged;
    }

    /** A number with its leading zeros, but not its last digit, replaced. */
    private static String unpadded(final String value, final String by) {
        int zeros = 0;
        while (zeros < value.length() - 1
                && (value.charAt(zeros) == '0' || value.charAt(zeros) == ' ')) {
            zeros++;
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9' || c == ' ')
                ? by.repeat(zeros) + value.substring(zeros)
                : value;
    }

    /** What a directive stands for; null if there is none of that letter. */
    private static @Nullable String value(final char directive, final LocalDateTime time) {
        return switch (directive) {
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, C);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, C);
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, C).substring(0, 3);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, C);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
            case 'C' -> two(time.getYear() / 100);
            case 'd' -> two(time.getDayOfMonth());
            case 'D', 'x' -> format("%m/%d/%y", time);
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'f' -> "%06d".formatted(time.getNano() / 1000);
            case 'F' -> format("%Y-%m-%d", time);
            case 'g' -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(time.getHour());
            case 'I' -> two(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'k' -> "%2d".formatted(time.getHour());
            case 'l' -> "%2d".formatted(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'n' -> "\n";
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'r' -> format("%I:%M:%S %p", time);
            case 'R' -> format("%H:%M", time);
            case 's' -> Long.toString(time.toEpochSecond(ZoneOffset.UTC));
            case 'S' -> two(time.getSecond());
            case 't' -> "\t";
            case 'T', 'X' -> format("%H:%M:%S", time);
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'W' -> two(weekFromMonday(time));
            case 'y' -> two(time.getYear() % 100);
            case 'Y' -> Integer.toString(time.getYear());
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> null;
        };
    }

    private static String two(final int number) {
        return "%02d".formatted(number);
    }

    /** Weeks since the year's first Monday, which begins week 1. */
    private static int weekFromMonday(final LocalDateTime time) {
        return (time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7;
    }
}
