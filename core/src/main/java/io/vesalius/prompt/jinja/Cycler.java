package io.vesalius.prompt.jinja;

import java.util.List;

/** Goes round a few values, one a call. */
final class Cycler implements Value {
    private final List<Value> items;
    private int position;

    Cycler(final List<Value> items) {
        this.items = items;
    }

    Value current() {
        return items.get(position);
    }

    Value next() {
        final Value value = current();
        position = (position + 1) % items.size();
        return value;
    }

    void reset() {
        position = 0;
    }
}
