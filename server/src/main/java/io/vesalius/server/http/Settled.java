package io.vesalius.server.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Tells a connection when its request has been handled, and ends it after its last: Helidon would
 * wait for the peer to do so.
 */
public final class Settled implements Filter {
    @Override
    public void filter(
            final FilterChain chain, final RoutingRequest request, final RoutingResponse response) {
        final Wire wire = Wire.current();
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            wire.end();
        }
        try {
            chain.proceed();
        } finally {
            wire.answered();
        }
        if (wire.isLast()) {
            throw new CloseConnectionException("no request follows");
        }
    }
}
