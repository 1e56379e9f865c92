package io.vesalius.engine;

import io.vesalius.base.CapacityException;
import io.vesalius.base.InternalException;
import io.vesalius.base.VesaliusException;

/** Whatever may be thrown, as what a request's owner hears. */
final class Fault {
    private static final System.Logger LOG = System.getLogger("io.vesalius.engine");

    private Fault() {}

    /**
     * A person's mistake stays as it is; of a fault of ours the log has all, the owner a number.
     */
    static VesaliusException reason(final Throwable thrown) {
        return switch (thrown) {
            case VesaliusException known -> known;
            case OutOfMemoryError full -> tooSmall(full);
            default -> internal(thrown);
        };
    }

    private static VesaliusException tooSmall(final OutOfMemoryError full) {
        LOG.log(System.Logger.Level.ERROR, "out of memory", full);
        return CapacityException.passing(
                "the JVM has no memory left for this request: give it more, or ask for less");
    }

    /** A fault of ours, even if it is one of memory: nothing is certain any more. */
    static InternalException internal(final Throwable thrown) {
        final String id = Long.toHexString(System.nanoTime());
        LOG.log(System.Logger.Level.ERROR, "internal error " + id, thrown);
        return new InternalException("internal error " + id + ": the log has the details", thrown);
    }
}
