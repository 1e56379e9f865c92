package io.vesalius.prompt.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** All filters by name. */
final class Filters {
    private static final Map<String, Filter> FILTERS = filters();

    private Filters() {}

    private static Map<String, Filter> filters() {
        final Map<String, Filter> filters = new HashMap<>(TextFilters.FILTERS);
        filters.putAll(NumberFilters.FILTERS);
        filters.putAll(ListFilters.FILTERS);
        filters.putAll(OrderFilters.FILTERS);
        filters.putAll(SelectFilters.FILTERS);
        return Map.copyOf(filters);
    }

    static Set<String> names() {
        return FILTERS.keySet();
    }

    static Value apply(
            final Rendering rendering,
            final String name,
            final Value input,
            final Arguments arguments) {
        final Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw new TemplateError(
                    TemplateError.Kind.RUNTIME,
                    "No filter named %s found.".formatted(Printing.quoted(name)));
        }
        rendering.budget().visit();
        return filter.apply(rendering, input, arguments);
    }
}
