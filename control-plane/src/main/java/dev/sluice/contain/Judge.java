package dev.sluice.contain;

import dev.sluice.model.Host;
import dev.sluice.translate.StaticBootstrap;
import dev.sluice.translate.XdsResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks {@code envoy --mode validate} who of some hosts is refused; one question at a time, on a thread of its own. */
public final class Judge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

    private final Optional<Validation> validation;
    private final Function<Collection<Host>, XdsResources> translation;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Judge::thread);

    /**
     * @param envoy the binary; without one nobody is ever found guilty
     * @param folder where the question is written for it
     * @param translation what becomes of hosts
     */
    public Judge(Optional<Path> envoy, Path folder, Function<Collection<Host>, XdsResources> translation) {
        this.validation = envoy.map(binary -> new Validation(binary, folder));
        this.translation = translation;
    }

    /** Those of {@code suspects} that Envoy refuses, each with its words; none when it cannot be asked, which is logged. */
    public CompletableFuture<Map<String, String>> guilty(Map<String, Host> suspects) {
        return CompletableFuture.supplyAsync(() -> judge(suspects), thread).exceptionally(failure -> {
            LOG.warn("envoy cannot be asked who is refused: {}", failure.getMessage());
            return Map.of();
        });
    }

    private Map<String, String> judge(Map<String, Host> suspects) {
        return validation.map(envoy -> judge(envoy, suspects)).orElse(Map.of());
    }

    private Map<String, String> judge(Validation envoy, Map<String, Host> suspects) {
        Halving halving = Halving.of(suspects.keySet());
        for (List<String> asked = halving.next(); !asked.isEmpty(); asked = halving.next()) {
            Optional<String> refusal =
                    refusal(envoy, asked.stream().map(suspects::get).toList());
            if (refusal.isPresent()) {
                halving.refused(asked, name -> refusal.get());
            }
        }
        return halving.guilty();
    }

    private Optional<String> refusal(Validation envoy, List<Host> hosts) {
        try {
            return envoy.refusal(StaticBootstrap.of(translation.apply(hosts)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "judge");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
