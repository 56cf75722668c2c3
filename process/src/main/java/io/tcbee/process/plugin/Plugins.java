package io.tcbee.process.plugin;

import io.tcbee.metric.Metric;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Loads metrics from files. */
public final class Plugins {
    private Plugins() {}

    /**
     * The metrics of {@code files}, in their order.
     *
     * @param files each a .java file, a .jar file, or a folder of such
     * @throws PluginException if a file is not there, is none of these, does not compile, or has no
     *     metric
     */
    public static List<Metric> load(List<Path> files) {
        List<Metric> metrics = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                plugins(file).forEach(each -> metrics.addAll(one(each)));
            } else {
                metrics.addAll(one(file));
            }
        }
        return List.copyOf(metrics);
    }

    /**
     * The metrics of the plugin folder, $XDG_CONFIG_HOME/tcbee/plugins or ~/.config/tcbee/plugins;
     * none if there is no such folder. A folder of another user than the one who runs TCBee is not
     * looked into: what lies there would run with this user's rights.
     *
     * @throws PluginException as {@link #load}
     */
    public static List<Metric> installed() {
        Path folder = folder();
        return Files.isDirectory(folder) && isOwn(folder) ? load(List.of(folder)) : List.of();
    }

    /** Where {@link #installed} looks. */
    public static Path folder() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path base =
                config == null || config.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".config")
                        : Path.of(config);
        return base.resolve("tcbee").resolve("plugins");
    }

    private static boolean isOwn(Path folder) {
        try {
            return Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> plugins(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> isSource(each) || isJar(each)).sorted().toList();
        } catch (IOException e) {
            throw new PluginException("load plugins of " + folder + ": " + reason(e), e);
        }
    }

    private static List<Metric> one(Path file) {
        if (!Files.isReadable(file)) {
            throw new PluginException("load plugin " + file + ": no such file, or not readable");
        }
        List<Metric> metrics;
        if (isSource(file)) {
            metrics = SourcePlugin.load(file);
        } else if (isJar(file)) {
            metrics = jar(file);
        } else {
            throw new PluginException(
                    "load plugin "
                            + file
                            + ": it is neither a .java file, a .jar file nor a folder of them");
        }
        if (metrics.isEmpty()) {
            throw new PluginException(
                    "load plugin "
                            + file
                            + ": it has no metric, a class that implements "
                            + Metric.class.getName());
        }
        return metrics;
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java");
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    /**
     * A jar of its own layer, so that plugins may have classes of the same name: a module that
     * provides {@link Metric}, or a plain jar that names its metrics in META-INF/services.
     */
    private static List<Metric> jar(Path file) {
        try {
            ModuleFinder finder = ModuleFinder.of(file);
            ModuleLayer own = Plugins.class.getModule().getLayer();
            ModuleLayer parent = own == null ? ModuleLayer.boot() : own;
            Configuration configuration =
                    parent.configuration().resolve(finder, ModuleFinder.of(), names(finder));
            ModuleLayer layer =
                    parent.defineModulesWithOneLoader(
                            configuration, Plugins.class.getClassLoader());
            return ServiceLoader.load(layer, Metric.class).stream()
                    .filter(each -> each.type().getModule().getLayer() == layer)
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (FindException | ResolutionException | ServiceConfigurationError | LinkageError e) {
            throw new PluginException("load plugin " + file + ": " + reason(e), e);
        }
    }

    private static List<String> names(ModuleFinder finder) {
        return finder.findAll().stream()
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .toList();
    }

    static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
