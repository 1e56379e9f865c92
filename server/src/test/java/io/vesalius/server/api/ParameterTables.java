package io.vesalius.server.api;

import java.util.List;

/** The lists of parameters as Markdown, in the way that the page about the server has them. */
final class ParameterTables {
    private ParameterTables() {}

    static String of(final List<Parameter> parameters) {
        final StringBuilder text = new StringBuilder();
        text.append("| parameter | takes | meaning |\n|---|---|---|\n");
        parameters.stream()
                .filter(each -> each.status() == Parameter.Status.IMPLEMENTED)
                .forEach(
                        each ->
                                text.append(
                                        "| `%s` | %s | %s |\n"
                                                .formatted(
                                                        each.name(),
                                                        each.kind().words(),
                                                        each.about())));
        text.append("\nTaken, and without effect: ")
                .append(names(parameters, Parameter.Status.INERT))
                .append(".\n\nRefused by name:\n\n| parameter | reason | taken all the same |\n")
                .append("|---|---|---|\n");
        parameters.stream()
                .filter(each -> each.status() == Parameter.Status.REFUSED)
                .forEach(
                        each ->
                                text.append(
                                        "| `%s` | %s | %s |\n"
                                                .formatted(
                                                        each.name(),
                                                        each.about(),
                                                        harmless(each))));
        return text.toString();
    }

    private static String names(final List<Parameter> parameters, final Parameter.Status status) {
        final List<String> names =
                Parameter.names(parameters, status).stream().map(name -> '`' + name + '`').toList();
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private static String harmless(final Parameter parameter) {
        return String.join(
                ", ",
                parameter.harmless().stream().map(value -> '`' + value.toString() + '`').toList());
    }

    /** The names alone, for those that another table explains already. */
    static List<Parameter> without(final List<Parameter> all, final List<Parameter> explained) {
        return all.stream().filter(each -> !explained.contains(each)).toList();
    }
}
