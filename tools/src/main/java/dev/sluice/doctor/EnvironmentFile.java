package dev.sluice.doctor;

import java.util.HashMap;
import java.util.Map;

/** systemd's {@code EnvironmentFile=}: a NAME=value a line, quotes allowed. */
final class EnvironmentFile {
    private EnvironmentFile() {}

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new HashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> line.matches("[A-Za-z_]\\w*\\s*=.*"))
                .forEach(line -> {
                    String[] nameAndValue = line.split("=", 2);
                    variables.put(nameAndValue[0].strip(), unquoted(nameAndValue[1].strip()));
                });
        return variables;
    }

    private static String unquoted(String value) {
        return value.matches("\"[^\"]*\"|'[^']*'") ? value.substring(1, value.length() - 1) : value;
    }
}
