package dev.sluice.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.sluice.config.LogFormat;
import dev.sluice.config.LogSettings;
import org.slf4j.event.Level;

/**
 * Logback finds this class as a service, and asks it before applying its own defaults, which log every detail of every
 * library. This configuration holds until the settings are read. A file named in {@code -Dlogback.configurationFile}
 * wins.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logging.configure(context, new LogSettings(LogFormat.AUTO, Level.INFO), Place.ofProcess());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
