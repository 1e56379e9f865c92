package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.format.GgufValue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A model file for people. */
record InspectText(
        GgufFile file, ModelMemory memory, Optional<DraftVocabulary> draft, boolean full) {
    private static final int SHOWN_ELEMENTS = 4;
    private static final int SHOWN_TEXT = 100;

    void write(final Output out) {
        out.print(Printable.line(file.path().toString()))
                .print(": GGUF version %d\n".formatted(file.version()));
        file.warnings().forEach(warning -> out.print("warning: " + warning + "\n"));
        out.print("\nMetadata\n");
        for (final String key : file.metadata().keys()) {
            out.print("  %-44s %s\n".formatted(key, value(file.metadata().value(key))));
        }
        out.print("\nTensors\n");
        file.tensors().forEach(tensor -> tensor(out, tensor));
        out.print(
                "  %d tensors, %,d parameters, %s\n"
                        .formatted(
                                file.tensors().size(),
                                InspectJson.parameters(file),
                                ByteSize.text(memory.weightBytes())));
        writeMemory(out);
        draft.ifPresent(it -> out.print("\nDraft\n  " + Printable.line(it.line()) + "\n"));
        out.flush();
    }

    private String value(final GgufValue value) {
        return switch (value) {
            case GgufValue.Whole whole -> Long.toString(whole.value());
            case GgufValue.Real(var type, double real) ->
                    InspectJson.shortest(type, real).toString();
            case GgufValue.Flag flag -> Boolean.toString(flag.value());
            case GgufValue.Text text -> "'" + text(text.value()) + "'";
            case GgufValue.Wholes(var type, long[] values) ->
                    array(
                            value.describe(),
                            Arrays.stream(values, 0, shown(values.length)).boxed().toList(),
                            values.length);
            case GgufValue.Reals(var type, double[] values) ->
                    array(
                            value.describe(),
                            Arrays.stream(values, 0, shown(values.length))
                                    .mapToObj(real -> InspectJson.shortest(type, real))
                                    .toList(),
                            values.length);
            case GgufValue.Texts(List<String> values) ->
                    array(
                            value.describe(),
                            values.subList(0, shown(values.size())).stream()
                                    .map(text -> "'" + text(text) + "'")
                                    .toList(),
                            values.size());
        };
    }

    private String text(final String text) {
        return full ? Printable.line(text) : Printable.line(text, SHOWN_TEXT);
    }

    private int shown(final int length) {
        return full ? length : Math.min(length, SHOWN_ELEMENTS);
    }

    private static String array(final String what, final List<?> shown, final int length) {
        final String elements =
                shown.stream().map(Object::toString).collect(Collectors.joining(", "));
        return "%s: %s%s".formatted(what, elements, shown.size() < length ? ", ..." : "");
    }

    private static void tensor(final Output out, final GgufTensor tensor) {
        out.print(
                "  %-44s %-8s %-20s %s\n"
                        .formatted(
                                Printable.line(tensor.name()),
                                tensor.type(),
                                tensor.shape(),
                                ByteSize.text(tensor.bytes())));
    }

    private void writeMemory(final Output out) {
        out.print("\nMemory\n");
        out.print(
                "  the machine has %s, the weights take %s%s: %s are left for the cache\n"
                        .formatted(
                                ByteSize.text(memory.machineBytes()),
                                ByteSize.text(memory.weightBytes()),
                                draftWeights(),
                                ByteSize.text(memory.leftBytes())));
        if (!memory.unknown().isEmpty()) {
            out.print("  it can't be run: " + memory.unknown() + "\n");
            return;
        }
        out.print(
                "  %-6s %16s %24s %32s %16s\n"
                        .formatted(
                                "cache",
                                "bytes a token",
                                "longest context",
                                "sequences of %d tokens".formatted(memory.contextLength()),
                                "bytes of one"));
        memory.caches().forEach(cache -> cache(out, cache));
    }

    private String draftWeights() {
        return memory.draftWeightBytes() == 0
                ? ""
                : ", the draft's %s".formatted(ByteSize.text(memory.draftWeightBytes()));
    }

    private static void cache(final Output out, final ModelMemory.Cache cache) {
        final String windowed =
                cache.windowedBytesPerToken() == 0
                        ? ""
                        : "  (%d of the bytes only for the last tokens)"
                                .formatted(cache.windowedBytesPerToken());
        final String draft =
                cache.draftBytesPerToken() == 0
                        ? ""
                        : "  (and %,d bytes a token of the draft's)"
                                .formatted(cache.draftBytesPerToken());
        out.print(
                "  %-6s %,16d %,24d %,32d %,16d%s%s\n"
                        .formatted(
                                cache.type().label(),
                                cache.bytesPerToken(),
                                cache.largestContext(),
                                cache.largestBatch(),
                                cache.sequenceBytes(),
                                windowed,
                                draft));
    }
}
