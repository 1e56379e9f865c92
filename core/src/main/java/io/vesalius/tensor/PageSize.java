package io.vesalius.tensor;

/** Of which pages the system makes memory, a page at its first touch. */
public enum PageSize {
    /** 2 MiB, where the system has them: for what is streamed from end to end. */
    HUGE,
    /**
     * What the system usually takes, 4 KiB: for buffers of many rows, of which most steps touch a
     * few. Their products read them from the processor's caches, and are as fast.
     */
    SMALL
}
