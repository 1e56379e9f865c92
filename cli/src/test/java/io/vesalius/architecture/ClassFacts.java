package io.vesalius.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a compiled class says of itself. Its constant pool names every class that it touches: in
 * code, descriptors, generic signatures and annotations.
 *
 * @param name as in `java.util.Map$Entry`
 * @param references names of all classes that it names, itself included, and the methods that it
 *     calls of classes themselves, as in `java.lang.Class#forName`
 * @param statics its static fields
 */
record ClassFacts(String name, Set<String> references, List<StaticField> statics) {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

    /** A static field, its type as in `java.util.Map` or, for an array, its descriptor. */
    record StaticField(String name, String type, boolean isFinal) {}

    static ClassFacts of(final byte[] bytes) {
        final ClassModel model = ClassFile.of().parse(bytes);
        final Set<String> references = new TreeSet<>();
        for (final PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry used -> addNames("L" + used.asInternalName() + ";", references);
                case MemberRefEntry member
                        when member.owner().asInternalName().equals("java/lang/Class") ->
                        references.add("java.lang.Class#" + member.name().stringValue());
                case Utf8Entry text -> addNames(text.stringValue(), references);
                default -> {}
            }
        }
        final List<StaticField> statics =
                model.fields().stream()
                        .filter(field -> field.flags().has(AccessFlag.STATIC))
                        .map(ClassFacts::staticField)
                        .toList();
        return new ClassFacts(dotted(model.thisClass().asInternalName()), references, statics);
    }

    private static void addNames(final String descriptor, final Set<String> references) {
        final Matcher matcher = IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            references.add(dotted(matcher.group(1)));
        }
    }

    private static StaticField staticField(final FieldModel field) {
        final String descriptor = field.fieldType().stringValue();
        final Matcher matcher = IN_DESCRIPTOR.matcher(descriptor);
        return new StaticField(
                field.fieldName().stringValue(),
                matcher.matches() ? dotted(matcher.group(1)) : descriptor,
                field.flags().has(AccessFlag.FINAL));
    }

    private static String dotted(final String internalName) {
        return internalName.replace('/', '.');
    }

    /** All classes below a folder, those of modules' and packages' descriptions left out. */
    static List<ClassFacts> below(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .filter(file -> !file.endsWith("package-info.class"))
                    .sorted()
                    .map(ClassFacts::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClassFacts read(final Path file) {
        try {
            return of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String packageName() {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
