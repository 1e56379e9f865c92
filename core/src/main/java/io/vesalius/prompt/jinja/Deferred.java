package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.function.Supplier;

/** An iterator that is made, and may fail, only when the first value is asked for. */
final class Deferred implements Iterator<Value> {
    private final Supplier<Iterator<Value>> source;
    private @Nullable Iterator<Value> values;

    private Deferred(final Supplier<Iterator<Value>> source) {
        this.source = source;
    }

    static Generator generator(final Supplier<Iterator<Value>> source) {
        return new Generator(new Deferred(source));
    }

    private Iterator<Value> values() {
        if (values == null) {
            values = source.get();
        }
        return values;
    }

    @Override
    public boolean hasNext() {
        return values().hasNext();
    }

    @Override
    public Value next() {
        return values().next();
    }
}
