package io.vesalius.x86;

import io.vesalius.x86.asm.Address;

/** A form in which sixteen rows' weights of a block of 32 wait for their product. */
interface UnpackedBlock {
    /** That it takes. */
    int bytes();

    /**
     * Emits its unpacking.
     *
     * @param block of the period
     * @param to where it starts
     */
    void emit(ProductRegisters r, int block, Address to);
}
