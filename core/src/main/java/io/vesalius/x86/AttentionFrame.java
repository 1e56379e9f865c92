package io.vesalius.x86;

import io.vesalius.kernel.AttentionShape;

/**
 * Where {@link AttendCode} finds what a tile's queries share, by byte offsets. Addresses are of
 * groups of sixteen positions.
 */
final class AttentionFrame {
    private static final int GROUPS = AttentionShape.TILE / Lanes.COUNT;

    /** Dimensions of a key, 8 bytes. */
    static final int KEY_DIM = 3 * 8 * GROUPS;

    /** Dimensions of a value, 8 bytes. */
    static final int VALUE_DIM = KEY_DIM + 8;

    /** The first position of the tile that is seen, from 0, and the end, 8 bytes each. */
    static final int FROM = KEY_DIM + 16;

    static final int TO = KEY_DIM + 24;

    /** The same as f32. */
    static final int FROM_F32 = KEY_DIM + 32;

    static final int TO_F32 = KEY_DIM + 36;

    /** What scores are multiplied with, and their cap, f32. */
    static final int SCALE = KEY_DIM + 40;

    static final int CAP = KEY_DIM + 44;

    /** Where in a result its pages' parts of l are, and among them the tile's, 8 bytes each. */
    static final int PAGES = KEY_DIM + 48;

    static final int TILE_PAGES = KEY_DIM + 56;

    /** How far a group's values lie behind its keys, 8 bytes; only a guess with Q8_0. */
    static final int KEYS_TO_VALUES = KEY_DIM + 64;

    private static final int NEXT = KEY_DIM + 72;

    static final int BYTES = NEXT + 8 * GROUPS;

    private AttentionFrame() {}

    /** The address of a group's keys. */
    static int key(final int group) {
        return 8 * group;
    }

    /** The address of a group's values. */
    static int value(final int group) {
        return 8 * (GROUPS + group);
    }

    /** The address of the keys of a group of the tile that comes next, or of any. */
    static int nextKey(final int group) {
        return NEXT + 8 * group;
    }

    /** The address of the scales of a group's values (Q8_0). */
    static int valueScale(final int group) {
        return 8 * (2 * GROUPS + group);
    }
}
