package io.vesalius.load;

import java.util.List;
import java.util.Locale;

/**
 * Distributions as curves: how many of the requests (upwards) took at most how long (to the right).
 */
record LoadPlot(List<Panel> panels) {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 200;
    private static final int LEFT = 46;
    private static final int TOP = 40;
    private static final int GAP = 54;
    private static final double[] LEVELS = {0, 0.25, 0.5, 0.75, 1};
    private static final double[] MARKED = {0.5, 0.9, 0.99};

    /** One curve. */
    record Panel(String title, Spread spread) {}

    String svg() {
        final int width = LEFT + panels.size() * (WIDTH + GAP);
        final StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns='http://www.w3.org/2000/svg' ")
                .append("viewBox='0 0 %d %d' ".formatted(width, TOP + HEIGHT + 44))
                .append("font-family='sans-serif' font-size='11' fill='#444'>\n")
                .append("<rect width='100%' height='100%' fill='#fff'/>\n");
        for (int i = 0; i < panels.size(); i++) {
            svg.append("<g transform='translate(%d %d)'>\n".formatted(left(i), TOP));
            panel(svg, panels.get(i));
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static int left(final int panel) {
        return LEFT + panel * (WIDTH + GAP);
    }

    private static void panel(final StringBuilder svg, final Panel panel) {
        final double longest = Math.max(panel.spread().percentile(1), 1e-6);
        final double scale = niceScale(1e3 * longest);
        svg.append("<text y='-18' font-size='14' fill='#222'>" + panel.title() + "</text>\n");
        for (final double level : LEVELS) {
            final double y = HEIGHT * (1 - level);
            svg.append("<path d='M0 " + y + "h" + WIDTH + "' stroke='#ddd'/>\n");
            text(svg, new Place(-6, y + 4, "end"), Math.round(100 * level) + "%");
        }
        for (int tick = 0; tick <= 4; tick++) {
            final double x = WIDTH * tick / 4.0;
            text(svg, new Place(x, HEIGHT + 18, "middle"), number(scale * tick / 4));
        }
        text(svg, new Place(WIDTH, HEIGHT + 34, "end"), "ms");
        curve(svg, panel.spread(), scale);
        for (final double share : MARKED) {
            mark(svg, panel.spread(), share, scale);
        }
    }

    /** Where a text stands, and which of its ends is there. */
    private record Place(double x, double y, String anchor) {}

    private static void text(final StringBuilder svg, final Place place, final String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>\n",
                        place.x(),
                        place.y(),
                        place.anchor(),
                        text));
    }

    private static void curve(final StringBuilder svg, final Spread spread, final double scale) {
        final double[] sorted = spread.sorted();
        svg.append("<path fill='none' stroke='#8f2f21' stroke-width='2' d='M0 ").append(HEIGHT);
        for (int i = 0; i < sorted.length; i++) {
            final double x = WIDTH * 1e3 * sorted[i] / scale;
            final double y = HEIGHT * (1 - (i + 1.0) / sorted.length);
            svg.append(String.format(Locale.ROOT, "H%.2fV%.2f", x, y));
        }
        svg.append("'/>\n");
    }

    private static void mark(
            final StringBuilder svg, final Spread spread, final double share, final double scale) {
        final double ms = 1e3 * spread.percentile(share);
        final double x = WIDTH * ms / scale;
        final double y = HEIGHT * (1 - share);
        final boolean right = x > WIDTH * 0.7;
        svg.append(
                String.format(
                        Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='3' fill='#8f2f21'/>\n", x, y));
        text(
                svg,
                new Place(right ? x - 7 : x + 7, y + 12, right ? "end" : "start"),
                "p" + Math.round(100 * share) + " " + number(ms));
    }

    /** 1, 2, 2.5 or 5 times a power of ten, at least as large. */
    private static double niceScale(final double largest) {
        final double ten = Math.pow(10, Math.floor(Math.log10(largest)));
        for (final double factor : new double[] {1, 2, 2.5, 5}) {
            if (factor * ten >= largest) {
                return factor * ten;
            }
        }
        return 10 * ten;
    }

    private static String number(final double value) {
        return value >= 100 || value == 0
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
