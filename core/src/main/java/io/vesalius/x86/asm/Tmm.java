package io.vesalius.x86.asm;

/** AMX's registers: up to sixteen rows of up to 64 bytes, as the configuration says of each. */
public enum Tmm {
    TMM0,
    TMM1,
    TMM2,
    TMM3,
    TMM4,
    TMM5,
    TMM6,
    TMM7;

    /** As a register operand. */
    Vec vec() {
        return Vec.xmm(ordinal());
    }
}
