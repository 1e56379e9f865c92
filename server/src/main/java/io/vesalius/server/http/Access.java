package io.vesalius.server.http;

import java.util.List;
import java.util.Set;

/**
 * Who may ask.
 *
 * @param keys one of which every request must bring; empty for none
 * @param loopback whether the server can be reached from this machine only: then it answers to
 *     names of this machine only, so that no page of another site can reach it by a name of its own
 * @param hosts further names that it answers to
 * @param origins whose pages may ask from a browser; "*" for all
 */
public record Access(List<String> keys, boolean loopback, Set<String> hosts, Set<String> origins) {
    public Access {
        keys = List.copyOf(keys);
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }
}
