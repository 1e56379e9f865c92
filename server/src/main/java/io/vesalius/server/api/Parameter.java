package io.vesalius.server.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A parameter of a request, or a member of one.
 *
 * @param about one sentence for people; of one that is refused the reason
 * @param harmless values that one that is refused takes all the same: they ask for nothing
 */
record Parameter(
        String name,
        Status status,
        Kind kind,
        boolean required,
        String about,
        List<JsonNode> harmless) {
    /** What becomes of it. */
    enum Status {
        /** It does what it says. */
        IMPLEMENTED,
        /** It is taken and changes nothing. */
        INERT,
        /** It asks for what isn't there. */
        REFUSED
    }

    static Parameter of(final String name, final Kind kind, final String about) {
        return new Parameter(name, Status.IMPLEMENTED, kind, false, about, List.of());
    }

    static Parameter required(final String name, final Kind kind, final String about) {
        return new Parameter(name, Status.IMPLEMENTED, kind, true, about, List.of());
    }

    static Parameter inert(final String name, final String about) {
        return new Parameter(name, Status.INERT, new Kind.Anything(), false, about, List.of());
    }

    /**
     * @param harmless values in JSON
     */
    static Parameter refused(final String name, final String why, final String... harmless) {
        final JsonMapper mapper = JsonMapper.shared();
        return new Parameter(
                name,
                Status.REFUSED,
                new Kind.Anything(),
                false,
                why,
                List.of(harmless).stream().map(mapper::readTree).toList());
    }

    static Set<String> names(final List<Parameter> parameters, final Status status) {
        final Set<String> names = new TreeSet<>();
        parameters.stream()
                .filter(parameter -> parameter.status == status)
                .forEach(parameter -> names.add(parameter.name));
        return names;
    }
}
