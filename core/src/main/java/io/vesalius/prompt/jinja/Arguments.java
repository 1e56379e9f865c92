package io.vesalius.prompt.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a call's arguments. */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(final Value... values) {
        return new Arguments(List.of(values), Map.of());
    }

    /**
     * The values by parameter.
     *
     * @param function what errors call it
     * @param required how many parameters must have a value
     * @param parameters their names, in order; a name that begins with a slash can't be used by
     *     callers
     */
    Bound bind(final String function, final int required, final String... parameters) {
        if (positional.size() > parameters.length) {
            throw TemplateError.type(
                    "%s() takes at most %d argument(s) (%d given)"
                            .formatted(function, parameters.length, positional.size()));
        }
        final Value[] values = new Value[parameters.length];
        for (int i = 0; i < positional.size(); i++) {
            values[i] = positional.get(i);
        }
        named.forEach((name, value) -> bindNamed(function, values, parameters, name, value));
        for (int i = 0; i < required; i++) {
            if (values[i] == null) {
                throw TemplateError.type(
                        "%s() missing required argument: '%s'"
                                .formatted(function, parameters[i].replace("/", "")));
            }
        }
        return new Bound(values);
    }

    private static void bindNamed(
            final String function,
            final Value[] values,
            final String[] parameters,
            final String name,
            final Value value) {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].equals(name)) {
                if (values[i] != null) {
                    throw TemplateError.type(
                            "%s() got multiple values for argument '%s'".formatted(function, name));
                }
                values[i] = value;
                return;
            }
        }
        throw TemplateError.type(
                "%s() got an unexpected keyword argument '%s'".formatted(function, name));
    }

    /** The same without the first positional one. */
    Arguments rest() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }

    Arguments with(final String name, final Value value) {
        final Map<String, Value> more = new LinkedHashMap<>(named);
        more.put(name, value);
        return new Arguments(positional, more);
    }

    /** Values in the order of a function's parameters, null where none was given. */
    record Bound(Value[] values) {
        boolean has(final int index) {
            return values[index] != null;
        }

        Value get(final int index) {
            return values[index];
        }

        Value get(final int index, final Value fallback) {
            return has(index) ? values[index] : fallback;
        }

        /** Given and not None. */
        boolean isSet(final int index) {
            return has(index) && !(values[index] instanceof Value.None);
        }

        boolean flag(final int index) {
            return has(index) && Truth.of(values[index]);
        }

        /** An integer, also where None means the fallback. */
        int integer(final int index, final int fallback) {
            return isSet(index) ? Numbers.index(values[index]) : fallback;
        }
    }
}
