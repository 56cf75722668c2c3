package io.tcbee.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.List;

/**
 * What a build runs once, so that the AOT cache knows the classes that a start needs and the
 * reading of a capture. Needs no rights: what it may not do is left out of the cache.
 */
final class Rehearsal {
    private static final List<List<String>> COMMANDS =
            List.of(List.of("--help"), List.of("record", "--help"), List.of("doctor"));
    private static final String OURS = "io.tcbee.";
    private static final String CLASS = ".class";

    private Rehearsal() {}

    /**
     * @param args a folder to write to, and a capture
     */
    public static void main(String[] args) throws IOException {
        String database = Path.of(args[0]).resolve("flows.duckdb").toString();
        String capture = args[1];
        COMMANDS.forEach(Rehearsal::run);
        run(List.of("flows", capture));
        run(List.of("process", capture, "-o", database));
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (module.name().startsWith(OURS)) {
                load(module.reference());
            }
        }
    }

    private static void run(List<String> command) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Main.run(nowhere, nowhere, command.toArray(String[]::new));
    }

    /** Loads all classes of a module; initializes none. */
    private static void load(ModuleReference module) throws IOException {
        try (ModuleReader reader = module.open()) {
            reader.list()
                    .filter(name -> name.endsWith(CLASS) && name.contains("/"))
                    .filter(name -> !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.length() - CLASS.length()))
                    .map(name -> name.replace('/', '.'))
                    .forEach(Rehearsal::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException("load " + name + ": " + e, e);
        }
    }
}
