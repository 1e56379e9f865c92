package io.vesalius.format;

import java.util.List;

/** A metadata value. Integers of every width, and numbers of both, are widened. */
public sealed interface GgufValue {
    /** What it is, in words for errors. */
    String describe();

    /**
     * @param type the integer type in the file
     */
    record Whole(GgufType type, long value) implements GgufValue {
        @Override
        public String describe() {
            return type.label() + " " + value;
        }
    }

    /**
     * @param type F32 or F64
     */
    record Real(GgufType type, double value) implements GgufValue {
        @Override
        public String describe() {
            return type.label() + " " + value;
        }
    }

    record Flag(boolean value) implements GgufValue {
        @Override
        public String describe() {
            return "bool " + value;
        }
    }

    record Text(String value) implements GgufValue {
        @Override
        public String describe() {
            return "string " + Shown.text(value);
        }
    }

    /** An array of integers of any width, or of booleans (1 and 0). */
    record Wholes(GgufType type, long[] values) implements GgufValue {
        @Override
        public String describe() {
            return "array of " + values.length + " " + type.label();
        }
    }

    /** An array of floating-point numbers. */
    record Reals(GgufType type, double[] values) implements GgufValue {
        @Override
        public String describe() {
            return "array of " + values.length + " " + type.label();
        }
    }

    record Texts(List<String> values) implements GgufValue {
        @Override
        public String describe() {
            return "array of " + values.size() + " strings";
        }
    }
}
