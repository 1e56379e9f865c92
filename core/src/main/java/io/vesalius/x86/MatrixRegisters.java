package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RAX;

import io.vesalius.x86.asm.Assembler;

import java.util.Optional;

/**
 * AMX's registers, 8 KB a thread: Linux keeps them only for processes that have asked (kernel
 * documentation, "Using XSTATE features in user space applications").
 */
final class MatrixRegisters {
    private static final int ARCH_PRCTL = 158;
    private static final int ARCH_REQ_XCOMP_PERM = 0x1023;
    private static final int XFEATURE_XTILEDATA = 18;

    private MatrixRegisters() {}

    /** Asks for them, for all threads of this process; says why there are none. */
    static Optional<String> ask(final String system) throws ExecutableMemory.DeniedException {
        if (!system.equals("Linux")) {
            return Optional.of("only Linux is asked for AMX's registers, not " + system);
        }
        final CodeSet set = new CodeSet(Abi.SYSTEM_V);
        final int ask = set.addScalar(MatrixRegisters::emit);
        final long answer =
                set.load().get(ask).call(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA, 0, 0, 0, 0);
        return answer == 0
                ? Optional.empty()
                : Optional.of("the operating system refuses AMX's registers: error " + -answer);
    }

    private static void emit(final Assembler a) {
        a.mov(RAX, ARCH_PRCTL);
        a.syscall();
    }
}
