package io.vesalius.prompt.jinja;

/** Which values count as true. */
final class Truth {
    private Truth() {}

    static boolean of(final Value value) {
        return switch (value) {
            case Value.None none -> false;
            case Value.Bool bool -> bool.value();
            case Value.Int whole -> whole.value().signum() != 0;
            case Value.Real real -> real.value() != 0;
            case Value.Str str -> !str.text().isEmpty();
            case Value.Seq seq -> !seq.items().isEmpty();
            case Value.Range range -> range.count() > 0;
            case Value.View view -> view.dict().size() > 0;
            case Dict dict -> dict.size() > 0;
            case Undefined undefined -> false;
            case Loop loop -> loop.length() > 0;
            case Generator generator -> true;
            case Function function -> true;
            case Namespace namespace -> true;
            case Cycler cycler -> true;
        };
    }
}
