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
import java.util.Set;
import java.util.TreeMap;
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
        Map<String, String> guilty = new TreeMap<>();
        validation.ifPresent(envoy ->
                addGuilty(envoy, suspects, suspects.keySet().stream().sorted().toList(), guilty));
        return guilty;
    }

    /** By halves: most of them are good, and one start of Envoy judges any number of those. */
    private void addGuilty(
            Validation envoy, Map<String, Host> suspects, List<String> names, Map<String, String> guilty) {
        Optional<String> refusal = refusal(envoy, suspects, Set.copyOf(names));
        if (refusal.isEmpty()) {
            return;
        }
        if (names.size() == 1) {
            guilty.put(names.get(0), refusal.get());
            return;
        }
        int half = names.size() / 2;
        addGuilty(envoy, suspects, names.subList(0, half), guilty);
        addGuilty(envoy, suspects, names.subList(half, names.size()), guilty);
    }

    private Optional<String> refusal(Validation envoy, Map<String, Host> suspects, Set<String> names) {
        List<Host> asked = suspects.entrySet().stream()
                .filter(suspect -> names.contains(suspect.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        try {
            return envoy.refusal(StaticBootstrap.of(translation.apply(asked)));
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
