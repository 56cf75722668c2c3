package io.tcbee.process.plugin;

import io.tcbee.metric.Metric;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Metrics of one file of Java source, compiled in memory. */
final class SourcePlugin {
    private static final int MOST_ERRORS = 5;

    private SourcePlugin() {}

    /**
     * The metrics that {@code file} declares: the classes with a constructor without parameters.
     */
    static List<Metric> load(Path file) {
        List<Metric> metrics = new ArrayList<>();
        CompiledClasses classes = compile(file);
        for (String name : classes.names()) {
            try {
                Class<?> type = classes.loadClass(name);
                if (Metric.class.isAssignableFrom(type)
                        && !Modifier.isAbstract(type.getModifiers())
                        && !type.isAnonymousClass()) {
                    metrics.add(instance(file, type.asSubclass(Metric.class)));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new PluginException("load plugin " + file + ": " + Plugins.reason(e), e);
            }
        }
        return metrics;
    }

    private static Metric instance(Path file, Class<? extends Metric> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new PluginException(
                    "load plugin "
                            + file
                            + ": "
                            + type.getName()
                            + " has no constructor without parameters",
                    e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new PluginException(
                    "load plugin " + file + ": " + type.getName() + ": " + Plugins.reason(e), e);
        }
    }

    private static CompiledClasses compile(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new PluginException(
                    "compile " + file + ": this Java has no compiler; use a JDK, or a jar");
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(problems, Locale.ROOT, null);
                CompiledFiles compiled = new CompiledFiles(files)) {
            List<String> options =
                    List.of(
                            "-proc:none",
                            "-Xlint:none",
                            "--module-path",
                            System.getProperty("jdk.module.path", ""),
                            "-classpath",
                            System.getProperty("java.class.path", ""),
                            "--add-modules",
                            "ALL-MODULE-PATH");
            boolean done =
                    compiler.getTask(
                                    null,
                                    compiled,
                                    problems,
                                    options,
                                    null,
                                    files.getJavaFileObjects(file))
                            .call();
            if (!done) {
                throw new PluginException("compile " + file + ": " + errors(problems));
            }
            return new CompiledClasses(compiled.classes());
        } catch (IOException e) {
            throw new PluginException("compile " + file + ": " + Plugins.reason(e), e);
        }
    }

    /** The first errors, a line each, as compilers print them: line, column, what. */
    private static String errors(DiagnosticCollector<JavaFileObject> problems) {
        List<String> lines =
                problems.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .limit(MOST_ERRORS)
                        .map(SourcePlugin::line)
                        .toList();
        return String.join("\n", lines);
    }

    private static String line(Diagnostic<? extends JavaFileObject> problem) {
        String what = problem.getMessage(Locale.ROOT).lines().findFirst().orElse("");
        return problem.getLineNumber() == Diagnostic.NOPOS
                ? what
                : "line "
                        + problem.getLineNumber()
                        + ", column "
                        + problem.getColumnNumber()
                        + ": "
                        + what;
    }

    /** Loads what was compiled, and all else as TCBee itself does. */
    private static final class CompiledClasses extends ClassLoader {
        private final Map<String, byte[]> classes;

        CompiledClasses(Map<String, byte[]> classes) {
            super("plugin", SourcePlugin.class.getClassLoader());
            this.classes = classes;
        }

        List<String> names() {
            return List.copyOf(classes.keySet());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
