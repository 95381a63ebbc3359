package dev.sluice.deploy;

import java.util.ArrayList;
import java.util.List;

/** A unit of systemd: its lines, in their order. */
record UnitFile(List<Line> lines) {
    record Line(String section, String key, String value) {}

    static UnitFile of(String service) {
        List<Line> lines = new ArrayList<>();
        String section = "";
        for (String text :
                Checkout.text("deploy/systemd/" + service + ".service").split("\n")) {
            if (text.startsWith("[")) {
                section = text.substring(1, text.indexOf(']'));
            } else if (!text.isBlank() && !text.startsWith("#")) {
                String[] keyAndValue = text.split("=", 2);
                lines.add(new Line(section, keyAndValue[0], keyAndValue[1]));
            }
        }
        return new UnitFile(List.copyOf(lines));
    }

    /** All values that a key has, one for each line. */
    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key))
                .map(Line::value)
                .toList();
    }

    String one(String key) {
        List<String> values = all(key);
        if (values.size() != 1) {
            throw new AssertionError(key + " is there " + values.size() + " times");
        }
        return values.get(0);
    }
}
