package io.vesalius.server.api;

import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.Shown;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks an object against the list of its members: none unknown, none refused, none missing. */
final class MemberCheck {
    private MemberCheck() {}

    /**
     * @param path of the object; empty for the request itself
     */
    static void check(final List<Parameter> parameters, final String path, final JsonNode object) {
        if (!object.isObject()) {
            throw ApiError.invalid(path, path + " must be an object");
        }
        final Map<String, Parameter> known =
                parameters.stream().collect(Collectors.toMap(Parameter::name, each -> each));
        for (final Map.Entry<String, JsonNode> member : object.properties()) {
            final Parameter parameter = known.get(member.getKey());
            if (parameter == null) {
                throw unknown(at(path, Shown.line(member.getKey())), parameters);
            }
            check(parameter, at(path, parameter.name()), member.getValue());
        }
        for (final Parameter parameter : parameters) {
            if (parameter.required() && !object.hasNonNull(parameter.name())) {
                final String where = at(path, parameter.name());
                throw ApiError.parameter(
                        "missing_parameter",
                        where,
                        "%s is missing: it must be %s".formatted(where, parameter.kind().words()));
            }
        }
    }

    private static void check(final Parameter parameter, final String path, final JsonNode value) {
        if (value.isNull()) {
            return; // as if it weren't there
        }
        if (parameter.status() == Parameter.Status.REFUSED) {
            if (!parameter.harmless().contains(value)) {
                throw ApiError.parameter(
                        "unsupported_parameter",
                        path,
                        "%s isn't supported: %s".formatted(path, parameter.about()));
            }
            return;
        }
        parameter.kind().check(path, value);
    }

    private static ApiError unknown(final String path, final List<Parameter> parameters) {
        return ApiError.parameter(
                "unknown_parameter",
                path,
                "%s is unknown: known are %s"
                        .formatted(
                                path,
                                String.join(
                                        ", ",
                                        Parameter.names(
                                                parameters, Parameter.Status.IMPLEMENTED))));
    }

    private static String at(final String path, final String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
