import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Brings the classes of a jar that are older than Java 6 to the form of Java 8, with stack maps:
 * older ones can't go into the cache of classes that the launcher starts from, and picocli's, which
 * are Java 5's, take a quarter of the start to load. What they do stays the same.
 */
final class RaiseClasses {
    private static final int MAJOR_AT = 6;
    private static final long TIME =
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(); // as Maven's

    private RaiseClasses() {}

    public static void main(final String[] args) throws IOException {
        final Path jar = Path.of(args[0]);
        final Map<String, byte[]> entries = read(jar);
        final ClassFile format =
                ClassFile.of(hierarchy(entries), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
        int raised = 0;
        for (final Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (entry.getKey().endsWith(".class") && isOld(entry.getValue())) {
                entry.setValue(raise(format, entry.getValue()));
                raised++;
            }
        }
        if (raised > 0) {
            write(jar, entries);
        }
    }

    private static boolean isOld(final byte[] bytes) {
        return ((bytes[MAJOR_AT] & 0xff) << 8 | bytes[MAJOR_AT + 1] & 0xff)
                < ClassFile.JAVA_6_VERSION;
    }

    private static ClassFile.ClassHierarchyResolverOption hierarchy(
            final Map<String, byte[]> entries) {
        return ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                                description -> {
                                    final String text = description.descriptorString();
                                    final byte[] bytes =
                                            entries.get(
                                                    text.substring(1, text.length() - 1)
                                                            + ".class");
                                    return bytes == null ? null : new ByteArrayInputStream(bytes);
                                })
                        .orElse(ClassHierarchyResolver.defaultResolver()));
    }

    private static byte[] raise(final ClassFile format, final byte[] bytes) {
        final ClassModel old = format.parse(bytes);
        return format.build(
                old.thisClass(),
                ConstantPoolBuilder.of(old),
                builder -> {
                    builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    old.forEach(
                            element -> {
                                switch (element) {
                                    case ClassFileVersion version -> {}
                                    case MethodModel method ->
                                            builder.transformMethod(
                                                    method,
                                                    MethodTransform.transformingCode(
                                                            CodeBuilder::with));
                                    default -> builder.with(element);
                                }
                            });
                });
    }

    private static Map<String, byte[]> read(final Path jar) throws IOException {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(jar);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static void write(final Path jar, final Map<String, byte[]> entries)
            throws IOException {
        final Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
        try (OutputStream out = Files.newOutputStream(raised);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (final Map.Entry<String, byte[]> each : entries.entrySet()) {
                final ZipEntry entry = new ZipEntry(each.getKey());
                entry.setTime(TIME);
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
