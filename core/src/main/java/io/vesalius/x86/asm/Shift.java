package io.vesalius.x86.asm;

/** Shifts of lanes by a constant number of bits. */
public enum Shift {
    VPSRLD(0x72, 2),
    VPSRAD(0x72, 4),
    VPSLLD(0x72, 6),
    VPSRLW(0x71, 2),
    VPSLLW(0x71, 6);

    private final int code;
    private final int extension;

    Shift(final int code, final int extension) {
        this.code = code;
        this.extension = extension;
    }

    int code() {
        return code;
    }

    /** What stands in the place of a register. */
    int extension() {
        return extension;
    }
}
