package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/** The values that fit, each looked for only when it is asked for. */
final class Found implements Iterator<Value> {
    private final Iterator<Value> all;
    private final Predicate<Value> fits;
    private @Nullable Value found; // null before it is looked for

    Found(final Iterator<Value> all, final Predicate<Value> fits) {
        this.all = all;
        this.fits = fits;
    }

    @Override
    public boolean hasNext() {
        while (found == null && all.hasNext()) {
            final Value value = all.next();
            if (fits.test(value)) {
                found = value;
            }
        }
        return found != null;
    }

    @Override
    public Value next() {
        final Value value = hasNext() ? found : null;
        if (value == null) {
            throw new NoSuchElementException();
        }
        found = null;
        return value;
    }
}
