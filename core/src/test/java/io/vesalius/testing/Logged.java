package io.vesalius.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger is told while this is open: kept for a test to look at, and not shown. */
public final class Logged implements AutoCloseable {
    private final List<LogRecord> records = new ArrayList<>();
    private final Logger logger;
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(final LogRecord each) {
                    synchronized (records) {
                        records.add(each);
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    public Logged(final String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    /** What was told since the last call. */
    public List<LogRecord> take() {
        synchronized (records) {
            final List<LogRecord> taken = List.copyOf(records);
            records.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }
}
