package io.vesalius.x86.asm;

/**
 * General-purpose instructions, labels and constants of one piece of code; {@link #simd} has the
 * vector instructions, {@link #amx} those of matrices. Operands are of 64 bits unless said
 * otherwise.
 */
public final class Assembler {
    private final CodeBuffer buffer = new CodeBuffer();
    private final Encoder encoder = new Encoder(buffer);
    private final Simd simd = new Simd(encoder);
    private final Amx amx = new Amx(encoder);

    /** The vector instructions of the same code. */
    public Simd simd() {
        return simd;
    }

    /** AMX's instructions of the same code. */
    public Amx amx() {
        return amx;
    }

    /** Bytes so far, constants not counted. */
    public int size() {
        return buffer.size();
    }

    /** The code with its constants; it runs at any address that is a multiple of 64. */
    public byte[] finish() {
        return buffer.finish();
    }

    /** Puts a label here. */
    public void place(final Label label) {
        label.place(buffer.size());
    }

    /** A label put here. */
    public Label here() {
        final Label label = new Label();
        place(label);
        return label;
    }

    /** Constants behind the code, 64-byte aligned; equal ones are kept once. */
    public Address constants(final int... words) {
        return Address.at(buffer.constants(words));
    }

    /** The same of f32. */
    public Address constants(final float... values) {
        final int[] words = new int[values.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Float.floatToRawIntBits(values[i]);
        }
        return constants(words);
    }

    public void mov(final Gpr to, final Gpr from) {
        encoder.general(0x8b, to.number(), from);
    }

    public void mov(final Gpr to, final Address from) {
        encoder.general(0x8b, to.number(), from);
    }

    public void mov(final Address to, final Gpr from) {
        encoder.general(0x89, from.number(), to);
    }

    /** The upper half becomes zeros. */
    public void mov(final Gpr to, final int value) {
        encoder.rex(0, 0, 0, to.number() >> 3);
        buffer.put(0xb8 | to.number() & 7);
        buffer.put32(value);
    }

    /** Loads 32 bits, sign-extended. */
    public void movsxd(final Gpr to, final Address from) {
        encoder.general(0x63, to.number(), from);
    }

    /** Loads 32 bits; the upper half becomes zeros. */
    public void mov32(final Gpr to, final Address from) {
        encoder.general(0, 0x8b, to.number(), from);
    }

    /** Stores the lower 32 bits. */
    public void mov32(final Address to, final Gpr from) {
        encoder.general(0, 0x89, from.number(), to);
    }

    /** Loads 16 bits; the upper bits become zeros. */
    public void movzx16(final Gpr to, final Address from) {
        encoder.general(0, 0x0fb7, to.number(), from);
    }

    /** Stores the lower 16 bits. */
    public void mov16(final Address to, final Gpr from) {
        buffer.put(0x66);
        encoder.general(0, 0x89, from.number(), to);
    }

    /** Loads 8 bits; the upper bits become zeros. */
    public void movzx8(final Gpr to, final Address from) {
        encoder.general(0, 0x0fb6, to.number(), from);
    }

    /** Stores the lower 8 bits; from rax, rcx, rdx, rbx or r8 to r15. */
    public void mov8(final Address to, final Gpr from) {
        encoder.general(0, 0x88, from.number(), to);
    }

    public void lea(final Gpr to, final Address from) {
        encoder.general(0x8d, to.number(), from);
    }

    public void add(final Gpr to, final Gpr from) {
        encoder.general(0x03, to.number(), from);
    }

    public void add(final Gpr to, final int value) {
        immediate(0, to, value);
    }

    public void add(final Gpr to, final Address from) {
        encoder.general(0x03, to.number(), from);
    }

    public void sub(final Gpr to, final Gpr from) {
        encoder.general(0x2b, to.number(), from);
    }

    public void sub(final Gpr to, final int value) {
        immediate(5, to, value);
    }

    public void sub(final Gpr to, final Address from) {
        encoder.general(0x2b, to.number(), from);
    }

    public void and(final Gpr to, final int value) {
        immediate(4, to, value);
    }

    public void cmp(final Gpr a, final Gpr b) {
        encoder.general(0x3b, a.number(), b);
    }

    public void cmp(final Gpr a, final Address b) {
        encoder.general(0x3b, a.number(), b);
    }

    public void cmp(final Gpr a, final int value) {
        immediate(7, a, value);
    }

    private void immediate(final int operation, final Gpr to, final int value) {
        encoder.general(0x81, operation, to);
        buffer.put32(value);
    }

    public void test(final Gpr a, final Gpr b) {
        encoder.general(0x85, b.number(), a);
    }

    public void imul(final Gpr to, final Gpr from) {
        encoder.general(0x0faf, to.number(), from);
    }

    public void imul(final Gpr to, final Address from) {
        encoder.general(0x0faf, to.number(), from);
    }

    public void imul(final Gpr to, final Gpr from, final int factor) {
        encoder.general(0x69, to.number(), from);
        buffer.put32(factor);
    }

    public void shl(final Gpr to, final int count) {
        encoder.general(0xc1, 4, to);
        buffer.put(count);
    }

    public void shr(final Gpr to, final int count) {
        encoder.general(0xc1, 5, to);
        buffer.put(count);
    }

    /** To zero. */
    public void clear(final Gpr to) {
        encoder.general(0x33, to.number(), to);
    }

    public void neg(final Gpr to) {
        encoder.general(0xf7, 3, to);
    }

    public void dec(final Gpr to) {
        encoder.general(0xff, 1, to);
    }

    public void push(final Gpr from) {
        encoder.rex(0, 0, 0, from.number() >> 3);
        buffer.put(0x50 | from.number() & 7);
    }

    public void pop(final Gpr to) {
        encoder.rex(0, 0, 0, to.number() >> 3);
        buffer.put(0x58 | to.number() & 7);
    }

    public void jmp(final Label target) {
        buffer.put(0xe9);
        buffer.distance(target, 0, 0);
    }

    public void jump(final Condition condition, final Label target) {
        buffer.put(0x0f);
        buffer.put(0x80 | condition.code());
        buffer.distance(target, 0, 0);
    }

    public void ret() {
        buffer.put(0xc3);
    }

    /** To all caches. */
    public void prefetcht0(final Address from) {
        encoder.general(0, 0x0f18, 1, from);
    }

    public void prefetcht1(final Address from) {
        encoder.general(0, 0x0f18, 2, from);
    }

    public void cpuid() {
        buffer.put(0x0f);
        buffer.put(0xa2);
    }

    /** Calls the operating system's kernel; uses rcx and r11 up. */
    public void syscall() {
        buffer.put(0x0f);
        buffer.put(0x05);
    }

    public void xgetbv() {
        buffer.put(0x0f);
        buffer.put(0x01);
        buffer.put(0xd0);
    }
}
