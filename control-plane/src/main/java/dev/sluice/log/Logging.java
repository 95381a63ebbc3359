package dev.sluice.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.sluice.config.LogFormat;
import dev.sluice.config.LogSettings;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets logging up: one place, stderr, and no files. */
public final class Logging {
    /**
     * What libraries may say. Jetty would log each request of a client that sends nonsense.
     */
    private static final Map<String, Level> LIBRARIES = Map.of(
            "io.grpc", Level.WARN,
            // gRPC logs a stack trace for a message that is too long; StreamAdmission says the same in a line.
            "io.grpc.netty.shaded.io.grpc.netty.NettyServerStream", Level.ERROR,
            "io.netty", Level.WARN,
            "io.envoyproxy", Level.WARN,
            "org.flywaydb", Level.WARN,
            "org.postgresql", Level.WARN,
            "io.zonky", Level.WARN,
            "org.eclipse.jetty", Level.ERROR);

    private Logging() {}

    /** Logs as {@code settings} say from now on. */
    public static void configure(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, settings, Place.ofProcess());
        }
    }

    static void configure(LoggerContext context, LogSettings settings, Place place) {
        context.reset();
        LevelChangePropagator propagator = new LevelChangePropagator();
        propagator.setContext(context);
        propagator.start();
        context.addListener(propagator);
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.convertAnSLF4JLevel(settings.level()));
        // Trace is for the day on which the libraries' own words are needed.
        if (settings.level() != org.slf4j.event.Level.TRACE) {
            LIBRARIES.forEach((name, level) -> context.getLogger(name).setLevel(level));
        }
        root.addAppender(appender(context, settings.format(), place));
        bridgeJavaUtilLogging();
    }

    private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context, LogFormat format, Place place) {
        LineEncoder encoder = new LineEncoder(form(place.resolve(format), place));
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err"); // stdout is for what a command was asked for
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static LineForm form(LogFormat format, Place place) {
        return switch (format) {
            case JOURNALD -> new JournaldForm();
            case JSON -> new JsonForm();
            default -> new TextForm(place);
        };
    }

    private static void bridgeJavaUtilLogging() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }
}
