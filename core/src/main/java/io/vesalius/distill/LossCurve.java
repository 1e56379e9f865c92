package io.vesalius.distill;

import io.vesalius.base.BadFileException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A training's loss over its steps: kept in a file as it grows, drawn as an SVG picture. */
final class LossCurve {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 40;

    private final Path file;
    private final double teacher;
    private final List<CurvePoint> points = new ArrayList<>();

    /**
     * @param file holds the points; those after step `done` are forgotten
     * @param teacher its cross-entropy on the unseen text, nats a byte
     */
    LossCurve(final Path file, final int done, final double teacher) {
        this.file = file;
        this.teacher = teacher;
        if (Files.exists(file)) {
            read(done);
        }
    }

    private void read(final int done) {
        try {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .map(CurvePoint::parse)
                    .filter(point -> point.step() <= done)
                    .forEach(points::add);
        } catch (IOException | RuntimeException e) {
            throw new BadFileException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    void add(final CurvePoint point) {
        points.add(point);
        final StringBuilder text = new StringBuilder(CurvePoint.HEAD).append('\n');
        points.forEach(each -> text.append(each.line()).append('\n'));
        write(file, text.toString());
    }

    private static void write(final Path to, final String text) {
        try {
            Files.writeString(to, text);
        } catch (IOException e) {
            throw new BadFileException(to + ": can't be written: " + e.getMessage(), e);
        }
    }

    /** Draws both curves, and the teacher's line. */
    void draw(final Path to) {
        write(to, svg());
    }

    String svg() {
        final double top =
                points.stream().mapToDouble(p -> Math.max(p.training(), p.held())).max().orElse(1);
        final double bottom =
                0.9
                        * points.stream()
                                .mapToDouble(
                                        p -> Math.min(teacher, Math.min(p.training(), p.held())))
                                .min()
                                .orElse(teacher);
        final int steps = points.isEmpty() ? 1 : points.getLast().step();
        final StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                        .formatted(WIDTH, HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        final Scale scale = new Scale(steps, Math.min(bottom, top - 1e-9), top);
        for (int i = 0; i <= 5; i++) {
            final double value = scale.low() + (scale.high() - scale.low()) * i / 5;
            svg.append(line(LEFT, scale.y(value), WIDTH - RIGHT, scale.y(value), "#ddd"));
            svg.append(text(LEFT - 8, scale.y(value) + 4, "end", "%.2f", value));
            final double step = steps * i / 5.0;
            svg.append(text(scale.x(step), HEIGHT - BOTTOM + 18, "middle", "%.0f", step));
        }
        svg.append(line(LEFT, scale.y(teacher), WIDTH - RIGHT, scale.y(teacher), "#2a7"));
        svg.append(curve(scale, CurvePoint::training, "#89c"));
        svg.append(curve(scale, CurvePoint::held, "#c33"));
        svg.append(
                "<text x=\"%d\" y=\"22\">nats a byte by steps: <tspan fill=\"#89c\">training</tspan>, <tspan fill=\"#c33\">unseen text</tspan>, <tspan fill=\"#2a7\">the teacher on it</tspan></text>\n"
                        .formatted(LEFT));
        return svg.append("</svg>\n").toString();
    }

    /** From values to places; the steps from 0, the losses from `low` to `high`. */
    private record Scale(int steps, double low, double high) {
        double x(final double step) {
            return LEFT + (WIDTH - LEFT - RIGHT) * step / steps;
        }

        double y(final double value) {
            return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low);
        }
    }

    private String curve(
            final Scale scale, final ToDoubleFunction<CurvePoint> value, final String colour) {
        final StringBuilder places = new StringBuilder();
        for (final CurvePoint point : points) {
            places.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            scale.x(point.step()),
                            scale.y(value.applyAsDouble(point))));
        }
        return "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n"
                .formatted(colour, places.toString().strip());
    }

    private static String line(
            final double x1, final double y1, final double x2, final double y2, final String c) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                c);
    }

    private static String text(
            final double x,
            final double y,
            final String anchor,
            final String format,
            final double value) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">" + format + "</text>\n",
                x,
                y,
                anchor,
                value);
    }
}
