package dev.sluice.keep;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Records;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * {@link Kept} as text: a line about the file, then a line for each host, in the records' own form. The file begins
 * with the checksum of every byte after the checksum, in this format and in all later formats.
 */
final class KeptText {
    /** Raised only when versions that read this format would misread the next one. An added field is no reason. */
    private static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEFORE_CHECKSUM = "{\"sha256\": \"";
    private static final int CHECKSUM = BEFORE_CHECKSUM.length();
    private static final int SUMMED = CHECKSUM + 64;

    private KeptText() {}

    static byte[] encode(Kept kept, KeptLines lines) {
        ByName<Host> all = kept.rows().hosts();
        String database =
                kept.rows().database().map(", \"database\": \"%s\""::formatted).orElse("");
        String about = "\", \"format\": %d, \"written\": \"%s\", \"hosts\": %d%s}\n"
                .formatted(FORMAT, kept.written(), all.size(), database);
        return checksummed(about + lines.of(all));
    }

    static byte[] checksummed(String content) {
        byte[] summed = content.getBytes(UTF_8);
        byte[] before = (BEFORE_CHECKSUM + Checksum.of(summed)).getBytes(US_ASCII);
        byte[] all = Arrays.copyOf(before, before.length + summed.length);
        System.arraycopy(summed, 0, all, before.length, summed.length);
        return all;
    }

    /**
     * Refuses a file that is not exactly as it was written, in words that follow "it". Reads what another version
     * wrote: a host with a field that this version does not know becomes its name and {@link Host#unread}.
     */
    static Kept decode(byte[] bytes) throws IOException {
        if (bytes.length < SUMMED || !text(bytes, 0, CHECKSUM).equals(BEFORE_CHECKSUM)) {
            throw new IOException("does not begin as a file of Sluice's does");
        }
        byte[] summed = Arrays.copyOfRange(bytes, SUMMED, bytes.length);
        if (!text(bytes, CHECKSUM, SUMMED).equals(Checksum.of(summed))) {
            throw new IOException("is damaged or incomplete, its checksum is not that of its content");
        }
        String[] lines = new String(bytes, UTF_8).split("\n", 2);
        JsonNode about = JSON.readTree(lines[0]);
        if (about.path("format").asInt() != FORMAT) {
            throw new IOException("is of format " + about.path("format") + ", this version of Sluice reads " + FORMAT);
        }
        ByName<Host> hosts = hosts(lines.length == 1 ? "" : lines[1]);
        if (hosts.size() != about.path("hosts").asInt(-1)) {
            throw new IOException("names " + about.path("hosts") + " hosts and has " + hosts.size());
        }
        return new Kept(instant(about.path("written").asText()), new AllRows(database(about.path("database")), hosts));
    }

    private static ByName<Host> hosts(String lines) throws IOException {
        if (lines.isEmpty()) {
            return ByName.empty();
        }
        // The bracket has a line of its own, in place of the file's first line, so that problems name the right line.
        Records.Parsed parsed = Records.parseWritten("[\n" + lines.strip().replace("\n", ",\n") + "]", KeptFile.NAME);
        if (!parsed.problems().isEmpty()) {
            throw new IOException("holds what this version of Sluice does not know: "
                    + parsed.problems().get(0));
        }
        return ByName.of(parsed.hosts(), Host::host);
    }

    private static Instant instant(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IOException("was written at no time that can be read: " + text, e);
        }
    }

    /** The database's id, which files of older versions do not have. */
    private static Optional<UUID> database(JsonNode id) throws IOException {
        try {
            return id.isMissingNode() ? Optional.empty() : Optional.of(UUID.fromString(id.asText()));
        } catch (IllegalArgumentException e) {
            throw new IOException("names a database by what is no UUID: " + id, e);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, US_ASCII);
    }
}
