package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the findings are told; what is found is in {@code dev.sluice.doctor}. */
class DoctorCommandTest {
    @TempDir
    Path root;

    private CommandLineRun.Result run(String... options) throws IOException {
        Path settings = root.resolve("etc/sluice/sluice.env");
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                "SLUICE_DATABASE_URL=postgres://ops:hunter2@127.0.0.1:1/rows\nSLUICE_HTTP_PORT=2\n"
                        + "SLUICE_ENVOY_ADMIN=127.0.0.1:3\nSLUICE_XDS_PORT=4\nSLUICE_STATE_DIR=" + root + "\n");
        String[] arguments = Stream.concat(
                        List.of("doctor", "--root", root.toString()).stream(), List.of(options).stream())
                .toArray(String[]::new);
        return new CommandLineRun(root).run(arguments);
    }

    @Test
    void aLineForEachCheckAndWhatToDo() throws IOException {
        CommandLineRun.Result doctor = run();
        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.err()).isEmpty();
        assertThat(doctor.outLines())
                .contains(
                        "ok       settings         valid; the rows are in rows on 127.0.0.1:1",
                        "FAIL     daemon           nothing answers at http://127.0.0.1:2",
                        "                          -> start it: sluice serve",
                        "FAIL     envoy            nothing answers at http://127.0.0.1:3")
                .anyMatch(line -> line.matches("FAIL     database         .*127\\.0\\.0\\.1:1 refused.*"))
                .anyMatch(line -> line.matches("\\d+ ok, \\d+ warn, \\d+ FAIL, \\d+ skipped"));
        assertThat(doctor.out()).doesNotContain("hunter2");
    }

    @Test
    void onlyWhereThereIsSystemdItsCommandsAreAdvised() throws IOException {
        assertThat(run().out()).doesNotContain("systemctl", "journalctl");
        Files.createDirectories(root.resolve("run/systemd/system"));
        assertThat(run().outLines())
                .contains(
                        "                          -> systemctl start sluice; if it does not stay up: journalctl -u sluice");
    }

    @Test
    void theSameAsJson() throws IOException {
        JsonNode findings = new ObjectMapper().readTree(run("-o", "json").out());
        assertThat(findings.valueStream()
                        .map(finding -> finding.path("verdict").asText() + " "
                                + finding.path("subject").asText()))
                .contains("ok settings", "fail database", "fail daemon", "skipped schema");
        assertThat(findings.get(0).properties()).hasSize(4);
    }

    @Test
    void aFlagWinsOverTheUnitsFile() throws IOException {
        assertThat(run("--http-port", "5").out()).contains("nothing answers at http://127.0.0.1:5");
    }
}
