import io.vesalius.kernel.VerbsProvider;
import io.vesalius.vector.VectorProvider;

/** The verbs by the Vector API. */
module io.vesalius.vector {
    requires io.vesalius;
    requires jdk.incubator.vector;

    provides VerbsProvider with
            VectorProvider;
}
