package io.vesalius.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vesalius.server.watch.LogLine;

/**
 * What a path and a method do.
 *
 * @param open whether it needs no key
 */
record Route(String method, String path, boolean open, Action action) {
    /** Answers one request. */
    interface Action {
        /**
         * @param line of the log about it, to be added to
         * @throws io.vesalius.server.http.ApiError when it can't be answered and nothing was sent
         */
        void answer(ServerRequest request, ServerResponse response, LogLine line);
    }

    static Route open(final String method, final String path, final Action action) {
        return new Route(method, path, true, action);
    }

    static Route guarded(final String method, final String path, final Action action) {
        return new Route(method, path, false, action);
    }
}
