package dev.sluice.contain;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One start of {@code envoy --mode validate}: 50 ms and 65 MB for a few hosts. */
record Validation(Path envoy, Path folder) {
    /** 10,000 hosts take some seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Of any number of lines, until the next entry of the log, which begins with a time in brackets. */
    private static final Pattern VERDICT =
            Pattern.compile("error initializing configuration(?: '[^']*')?:? *(.*?)(?=\\n\\[|\\z)", Pattern.DOTALL);

    /** Why Envoy does not start with {@code bootstrap}, in its words; empty when it would. Fails when it says neither. */
    Optional<String> refusal(Bootstrap bootstrap) throws IOException {
        Path question = Files.createTempFile(Files.createDirectories(folder), "judge-", ".pb");
        Path answer = Files.createTempFile(folder, "judge-", ".txt");
        try {
            Files.write(question, bootstrap.toByteArray());
            return refusal(question, answer);
        } finally {
            Files.deleteIfExists(question);
            Files.deleteIfExists(answer);
        }
    }

    private Optional<String> refusal(Path question, Path answer) throws IOException {
        Process process = new ProcessBuilder(
                        envoy.toString(),
                        "--mode",
                        "validate",
                        "--log-level",
                        "warn",
                        "--config-path",
                        question.toString())
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        int code = exitCode(process);
        if (code == 0) {
            return Optional.empty();
        }
        Matcher verdict = VERDICT.matcher(Files.readString(answer, StandardCharsets.UTF_8));
        if (!verdict.find()) {
            throw new IOException(envoy + " ended with " + code + " and no verdict");
        }
        return Optional.of(verdict.group(1).strip());
    }

    private static int exitCode(Process process) throws IOException {
        try {
            if (process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("no answer within " + LONGEST.toSeconds() + " s");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the daemon stops", stopped);
        } finally {
            process.destroyForcibly();
        }
    }
}
