package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.LogFormat;
import dev.sluice.config.LogSettings;
import dev.sluice.model.Problem;
import dev.sluice.reconcile.ChangeLog;
import dev.sluice.reconcile.Publication;
import dev.sluice.testing.SampleHosts;
import dev.sluice.validate.Loss;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LoggingTest {
    private static final Place FILE = new Place(false, false, false);
    private static final String FORGED = "host=a.example\n<3>host=\r\u001b[31mevil\u2028";

    private final LoggerContext context = new LoggerContext();

    @Test
    void textHasTimeLevelAndMessage() {
        assertThat(new TextForm(FILE).lines(event(Level.WARN, "problem host=a.example")))
                .containsExactly("2026-11-23T16:07:35.123Z WARN  problem host=a.example");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(Place.of(Map.of(), true).colour()).isTrue();
        assertThat(Place.of(Map.of("NO_COLOR", "1"), true).colour()).isFalse();
        assertThat(Place.of(Map.of("TERM", "dumb"), true).colour()).isFalse();
        assertThat(Place.of(Map.of(), false).colour()).isFalse();
        assertThat(new TextForm(new Place(true, false, true))
                        .lines(event(Level.ERROR, "x"))
                        .get(0))
                .contains("\u001b[31mERROR\u001b[0m");
    }

    @Test
    void autoIsJournaldsFormUnderSystemdAndTextElsewhere() {
        Map<String, String> systemd = Map.of("JOURNAL_STREAM", "8:1234");
        assertThat(Place.of(systemd, false).resolve(LogFormat.AUTO)).isEqualTo(LogFormat.JOURNALD);
        assertThat(Place.of(systemd, true).resolve(LogFormat.AUTO)).isEqualTo(LogFormat.TEXT);
        assertThat(Place.of(Map.of(), false).resolve(LogFormat.AUTO)).isEqualTo(LogFormat.TEXT);
        assertThat(Place.of(systemd, false).resolve(LogFormat.JSON)).isEqualTo(LogFormat.JSON);
    }

    @Test
    void journaldGetsAPriorityAndNoTime() {
        JournaldForm form = new JournaldForm();
        assertThat(form.lines(event(Level.ERROR, "a"))).containsExactly("<3>a");
        assertThat(form.lines(event(Level.WARN, "a"))).containsExactly("<4>a");
        assertThat(form.lines(event(Level.INFO, "a"))).containsExactly("<6>a");
        assertThat(form.lines(event(Level.DEBUG, "a"))).containsExactly("<7>a");
    }

    @Test
    void aValueCannotForgeALine() {
        for (LineForm form : List.of(new TextForm(FILE), new JournaldForm(), new JsonForm())) {
            assertThat(form.lines(event(Level.INFO, FORGED)))
                    .as(form.toString())
                    .singleElement()
                    .asString()
                    .doesNotContainPattern("[\\p{Cntrl}]")
                    .containsIgnoringCase("host=a.example\\n<3>host=\\r\\u001b[31mevil");
        }
    }

    @Test
    void aStackTraceCannotForgeALineEither() {
        LoggingEvent event = event(Level.ERROR, "bug");
        event.setThrowableProxy(
                new ThrowableProxy(new IllegalStateException(FORGED, new RuntimeException("root\n<3>forged"))));
        assertThat(new JournaldForm().lines(event))
                .allMatch(line -> line.startsWith("<3>") && !line.contains("\n"))
                .anyMatch(line -> line.contains("Caused by: java.lang.RuntimeException: root\\n<3>forged"))
                .noneMatch(line -> line.startsWith("<3>forged"));
    }

    @Test
    void jsonIsAnObjectALine() throws JsonProcessingException {
        LoggingEvent event = event(Level.WARN, "a \"b\"\nc");
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why")));
        String line = new JsonForm().lines(event).get(0);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).doesNotContain("\n");
        assertThat(json.path("time").asText()).isEqualTo("2026-11-23T16:07:35.123Z");
        assertThat(json.path("level").asText()).isEqualTo("warn");
        assertThat(json.path("message").asText()).isEqualTo("a \"b\"\nc");
        assertThat(json.path("trace").asText()).startsWith("java.lang.IllegalStateException: why\n");
    }

    @Test
    void jsonHasFieldsWhereTheTextHasNamesAndValues() throws JsonProcessingException {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        ch.qos.logback.classic.Logger logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.sluice");
        logger.addAppender(logged);
        ChangeLog log = new ChangeLog(Clock.systemUTC());
        log.published(new Publication("edge", "r1", SampleHosts.of(3), 5, 7, Duration.ofMillis(4)));
        log.problems(List.of(new Problem("a.example", "targets.port", "must be 1-65535, is 70000")));
        log.held(new Loss("abc", 30, 40, 1, 50, List.of()));
        logger.detachAppender(logged);
        assertThat(logged.list)
                .extracting(event -> new TextForm(FILE).lines(event).get(0).substring(25))
                .startsWith(
                        "INFO  published fleet=edge revision=r1 hosts=3 targets=5 changed=7 took=4ms",
                        "WARN  problem host=a.example field=targets.port must be 1-65535, is 70000");
        assertFields(logged.list.get(0), """
                {"message": "published", "fleet": "edge", "revision": "r1", "hosts": 3, "targets": 5, "changed": 7,
                 "took_ms": 4}""");
        assertFields(logged.list.get(1), """
                {"message": "problem must be 1-65535, is 70000", "host": "a.example", "field": "targets.port"}""");
        JsonNode held = json(logged.list.get(2));
        assertThat(held.path("id").asText()).isEqualTo("abc");
        assertThat(held.path("message").asText()).startsWith("held 30 of 40 hosts and 1 of 50 targets are gone");
    }

    @Test
    void noValueCanPoseAsAFieldNorTakeTheNameOfOneOfOurs() throws JsonProcessingException {
        assertFields(
                event(
                        Level.WARN,
                        "envoy refused{} message=\"{}\" after={}s",
                        " type=Route",
                        "x host={} $1 level=info",
                        3L),
                """
                {"message": "envoy refused type=Route", "field_message": "x host={} $1 level=info", "after_s": 3}""");
        assertFields(event(Level.INFO, "{} written again file={} x=", "it", Path.of("/a"), "one too many"), """
                {"message": "it written again x=", "file": "/a"}""");
        assertFields(event(Level.INFO, "host={} and {}", "a.example"), """
                {"message": " and {}", "host": "a.example"}""");
    }

    private static void assertFields(ILoggingEvent event, String expected) throws JsonProcessingException {
        ObjectNode fields = json(event);
        fields.remove(List.of("time", "level", "logger", "thread"));
        assertThat(fields).isEqualTo(new ObjectMapper().readTree(expected));
    }

    private static ObjectNode json(ILoggingEvent event) throws JsonProcessingException {
        return (ObjectNode)
                new ObjectMapper().readTree(new JsonForm().lines(event).get(0));
    }

    @Test
    void librariesAreQuietUnlessTraceIsAskedFor() {
        configure(org.slf4j.event.Level.DEBUG);
        assertThat(context.getLogger("dev.sluice").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("io.grpc.netty.shaded.io.netty").isInfoEnabled())
                .isFalse();
        assertThat(context.getLogger("org.flywaydb.core").isInfoEnabled()).isFalse();
        configure(org.slf4j.event.Level.TRACE);
        assertThat(context.getLogger("io.grpc").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("org.flywaydb.core").isInfoEnabled()).isTrue();
    }

    @Test
    void javasOwnLoggingIsBridged() {
        configure(org.slf4j.event.Level.INFO);
        assertThat(SLF4JBridgeHandler.isInstalled()).isTrue();
    }

    @Test
    void logbackFindsTheConfigurator() {
        LoggerContext found = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(found.getLogger("io.grpc").getLevel()).isEqualTo(Level.WARN);
    }

    private void configure(org.slf4j.event.Level level) {
        Logging.configure(context, new LogSettings(LogFormat.TEXT, level), FILE);
    }

    private LoggingEvent event(Level level, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent("fqcn", context.getLogger("dev.sluice"), level, message, null, arguments);
        event.setInstant(Instant.parse("2026-11-23T16:07:35.123Z"));
        return event;
    }
}
