package io.vesalius.kernel;

/**
 * The memory behind the cache's pages, numbered from 0. Who owns pages, and when, is decided above;
 * here they are only bytes. Closed by whoever made it; not for use while a forward pass runs.
 */
public interface PageStore extends AutoCloseable {
    int pageCount();

    long pageBytes();

    /** Copies a whole page, for copy-on-write. */
    void copy(int fromPage, int toPage);

    /** Reads an f32 of a page. */
    float number(int page, long offset);

    @Override
    void close();
}
