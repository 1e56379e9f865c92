package io.vesalius.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vesalius.base.VesaliusException;
import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.Guard;
import io.vesalius.server.http.Replies;
import io.vesalius.server.http.Shown;
import io.vesalius.server.watch.LogLine;
import io.vesalius.server.watch.Meters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds a request's route by its path exactly as it was sent: paths with dots, escapes or doubled
 * slashes are no routes. Whatever a route throws becomes an error of the API.
 */
final class Dispatch implements Handler {
    private static final System.Logger LOG = System.getLogger("io.vesalius.server");

    /** What the log says where no answer could be sent. */
    private static final int CLIENT_GONE = 499;

    private final Guard guard;
    private final List<Route> routes;
    private final Meters meters;
    private final Consumer<String> log;

    /**
     * @param log hears a line about each request that needs a key
     */
    Dispatch(
            final Guard guard,
            final List<Route> routes,
            final Meters meters,
            final Consumer<String> log) {
        this.guard = guard;
        this.routes = List.copyOf(routes);
        this.meters = meters;
        this.log = log;
    }

    @Override
    public void handle(final ServerRequest request, final ServerResponse response) {
        final long begun = System.nanoTime();
        final String path = request.prologue().uriPath().rawPath();
        final LogLine line =
                new LogLine()
                        .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                        .put("client", request.remotePeer().host())
                        .put("method", request.prologue().method().text())
                        .put("path", path);
        int status = CLIENT_GONE;
        try {
            answer(request, response, line);
            status = response.status().code();
        } finally {
            final List<Route> here = routesAt(path);
            meters.answered(here.isEmpty() ? "other" : path, status);
            if (here.isEmpty() || here.stream().anyMatch(route -> !route.open())) {
                final double seconds = (System.nanoTime() - begun) / 1e9;
                tell(line.put("status", status).putSeconds("total", seconds));
            }
        }
    }

    /** A log that can't be written is no reason to leave an answer unfinished. */
    private void tell(final LogLine line) {
        try {
            log.accept(line.toString());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the line about a request can't be written", e);
        }
    }

    private List<Route> routesAt(final String path) {
        return routes.stream().filter(route -> route.path().equals(path)).toList();
    }

    private void answer(
            final ServerRequest request, final ServerResponse response, final LogLine line) {
        try {
            route(request, response, line);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (ApiError e) {
            error(response, e);
        } catch (VesaliusException e) {
            error(response, ApiError.of(e));
        } catch (RuntimeException | Error e) { // an overflow of the stack, a full heap
            final String id = Long.toHexString(System.nanoTime());
            LOG.log(System.Logger.Level.ERROR, "internal error " + id, e);
            error(
                    response,
                    ApiError.internal("internal error " + id + ": the log has the details"));
        }
    }

    private static void error(final ServerResponse response, final ApiError error) {
        try {
            Replies.error(response, error);
        } catch (IllegalStateException e) {
            throw new CloseConnectionException("an answer that had begun can't be completed", e);
        }
    }

    private void route(
            final ServerRequest request, final ServerResponse response, final LogLine line) {
        final String path = request.prologue().uriPath().rawPath();
        final String method = request.prologue().method().text();
        final List<Route> here = routesAt(path);
        final Optional<Route> found =
                here.stream().filter(route -> route.method().equals(method)).findFirst();
        guard.check(request, response, found.map(Route::open).orElse(false));
        if (method.equals("OPTIONS") && !here.isEmpty()) {
            preflight(here, response);
        } else if (found.isPresent()) {
            found.get().action().answer(request, response, line);
        } else if (here.isEmpty()) {
            throw ApiError.of(404, "not_found", "nothing is at '%s'".formatted(Shown.line(path)));
        } else {
            response.header(HeaderNames.ALLOW, methods(here));
            throw ApiError.of(
                    405,
                    "method_not_allowed",
                    "%s takes %s, not %s".formatted(path, methods(here), Shown.line(method)));
        }
    }

    /** What a browser asks before it lets a page of another origin ask. */
    private static void preflight(final List<Route> here, final ServerResponse response) {
        response.header("Access-Control-Allow-Methods", methods(here))
                .header("Access-Control-Allow-Headers", "authorization, content-type")
                .header("Access-Control-Max-Age", "600")
                .status(Status.NO_CONTENT_204)
                .send();
    }

    private static String methods(final List<Route> here) {
        return here.stream().map(Route::method).collect(Collectors.joining(", "));
    }
}
