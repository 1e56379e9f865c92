package io.vesalius.sampling;

import io.vesalius.base.BadRequestException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A link of the chain whose place can be chosen. Each is off at its neutral value. */
public enum Link {
    PENALTIES("penalties"),
    DRY("dry"),
    TOP_K("top_k"),
    TYPICAL("typical"),
    TOP_P("top_p"),
    MIN_P("min_p"),
    XTC("xtc"),
    TEMPERATURE("temperature");

    /** The order of llama.cpp's default chain, which is the order of the constants here. */
    public static final List<Link> DEFAULT_ORDER = List.of(values());

    private final String label;

    Link(final String label) {
        this.label = label;
    }

    /** Its name in lists and in what a {@link ChainTap} is told. */
    public String label() {
        return label;
    }

    /** Whether it only removes candidates. */
    boolean truncates() {
        return switch (this) {
            case TOP_K, TYPICAL, TOP_P, MIN_P, XTC -> true;
            case PENALTIES, DRY, TEMPERATURE -> false;
        };
    }

    /**
     * An order such as `penalties;dry;top_k;typical;top_p;min_p;xtc;temperature`. A link that isn't
     * named is left out.
     *
     * @throws BadRequestException for a name that is unknown or given twice
     */
    public static List<Link> parse(final String names) {
        final List<Link> links = new ArrayList<>();
        for (final String name : names.split(";")) {
            if (!name.isBlank()) {
                links.add(named(name.strip()));
            }
        }
        return checked(links);
    }

    private static Link named(final String name) {
        return switch (name) {
            case "typ_p", "typical_p" -> TYPICAL; // llama.cpp's, and the parameter's name
            case "temp" -> TEMPERATURE;
            default ->
                    DEFAULT_ORDER.stream()
                            .filter(link -> link.label.equals(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            Checks.refused(
                                                    "samplers",
                                                    "'" + shown(name) + "'",
                                                    allLabels()));
        };
    }

    static List<Link> checked(final List<Link> links) {
        for (int i = 0; i < links.size(); i++) {
            if (links.indexOf(links.get(i)) != i) {
                throw Checks.refused(
                        "samplers", "'" + links.get(i).label + "' twice", "each link once");
            }
        }
        return List.copyOf(links);
    }

    private static String shown(final String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }

    private static String allLabels() {
        return DEFAULT_ORDER.stream().map(Link::label).collect(Collectors.joining(", "));
    }
}
