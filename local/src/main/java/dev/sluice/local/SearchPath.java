package dev.sluice.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this machine's programs are looked for.
 *
 * @param folders as PATH has them
 */
public record SearchPath(String folders) {
    public static SearchPath of(Map<String, String> env) {
        return new SearchPath(env.getOrDefault("PATH", ""));
    }

    public Optional<Path> find(String program) {
        return Stream.of(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
