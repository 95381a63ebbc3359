package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Measures Sluice, and a rival if there is one; prints a JSON object and a row of a table for each. */
public final class Bench {
    private Bench() {}

    /** Its working directory is {@code control-plane}, as in the tests. */
    public static void main(String[] args) throws SQLException, IOException, InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.of(args, Path.of("..").toAbsolutePath().normalize());
        } catch (IllegalArgumentException e) {
            System.err.println("bench: not understood: " + e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.daemonAlone()) {
            for (int hosts : options.hosts()) {
                System.out.println(new ObjectMapper()
                        .writeValueAsString(DaemonAlone.of(options.contenders().get(0), hosts, options.edits())));
            }
            System.exit(0);
        }
        StringBuilder table = new StringBuilder(Result.TABLE_HEAD);
        for (int hosts : options.hosts()) {
            for (Contender contender : options.contenders()) {
                Result result = Result.of(contender, options, hosts);
                System.out.println(new ObjectMapper().writeValueAsString(result));
                table.append('\n').append(result.tableRow());
            }
        }
        System.out.println(table);
        System.exit(0);
    }
}
