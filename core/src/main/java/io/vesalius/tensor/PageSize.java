package io.vesalius.tensor;

/** Of which pages the system makes memory, a page at its first touch. */
public enum PageSize {
    /** 2 MiB, where the system has them: for what is streamed from end to end. */
    HUGE,
    /** What the system usually takes, 4 KiB: for large buffers of which little is touched. */
    SMALL
}
