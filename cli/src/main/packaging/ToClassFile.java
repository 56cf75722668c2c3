import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code java ToClassFile.java JAR}: gives the classes of a jar that are older than Java 6 the form
 * of today's, stack maps included. The AOT cache takes no older ones, and each start would read and
 * verify them anew.
 */
final class ToClassFile {
    private static final int JAVA_6 = 50;

    void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            ClassFile form =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(
                                                    type -> stream(files.getPath(path(type))))
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            List<Path> classes =
                    all.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path file : classes) {
                var old = form.parse(Files.readAllBytes(file));
                if (old.majorVersion() < JAVA_6) {
                    Files.write(file, form.transformClass(old, newer()));
                }
            }
        }
    }

    private static ClassTransform newer() {
        ClassTransform version =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.latestMajorVersion(), 0);
                    } else {
                        builder.with(element);
                    }
                };
        return version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
    }

    private static String path(ClassDesc type) {
        return "/" + type.packageName().replace('.', '/') + "/" + type.displayName() + ".class";
    }

    private static InputStream stream(Path file) {
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
