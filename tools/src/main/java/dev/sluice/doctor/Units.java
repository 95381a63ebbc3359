package dev.sluice.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** systemd's units, each as {@code systemctl show} tells it. */
record Units(List<Map<String, String>> properties) {
    static final List<String> NAMES = List.of("sluice.service", "envoy.service");

    static Seen<Units> read(Vm vm) {
        List<String> arguments = new ArrayList<>(List.of("show", "--no-pager"));
        arguments.addAll(NAMES);
        arguments.add("--property=Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result,ExecMainStatus");
        return vm.systemd("systemctl", arguments.toArray(String[]::new)).map(Units::parse);
    }

    /** A property a line, an empty line between two units. */
    static Units parse(String text) {
        List<Map<String, String>> units = new ArrayList<>();
        for (String block : text.strip().split("\n\n")) {
            Map<String, String> unit = new HashMap<>();
            block.lines().map(line -> line.split("=", 2)).forEach(pair -> unit.put(pair[0], pair[pair.length - 1]));
            units.add(Map.copyOf(unit));
        }
        return new Units(List.copyOf(units));
    }
}
