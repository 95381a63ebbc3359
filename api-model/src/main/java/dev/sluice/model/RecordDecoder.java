package dev.sluice.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes hosts of trees, and a problem of everything in them that no host has. */
final class RecordDecoder {
    private static final List<String> HOST =
            List.of("host", "fleet", "incoming_port", "outgoing_port", "targets", "health_checks");
    /** Those that are columns of the host's own row. */
    private static final List<String> OWN = List.of(Records.FLEET, Records.INCOMING_PORT, Records.OUTGOING_PORT);

    private static final List<String> TARGET = List.of("address", "port");
    private static final List<String> HEALTH_CHECK = List.of("path", "port", "timeout", "interval");

    private static final Pattern ADDRESS_AND_PORT = Pattern.compile(
            "(?:\\[(?<six>[^\\]]*)\\](?::(?<port6>.*))?)|(?<four>[^:]*):(?<port4>[^:]*)", Pattern.DOTALL);

    /** Where Sluice itself wrote them; empty for users' records. */
    private final Optional<String> place;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Set<String>> leftOut = new HashMap<>();

    /** Of records that somebody wrote: any mistake is a problem. */
    RecordDecoder() {
        this.place = Optional.empty();
    }

    /** Of records that Sluice wrote there: a mistake in a host that has a name is left to that host. */
    RecordDecoder(String place) {
        this.place = Optional.of(place);
    }

    void decode(List<Tree> documents) {
        documents.forEach(this::document);
        boolean nothing = documents.stream().allMatch(Tree.Null.class::isInstance);
        if (nothing) {
            problems.add(new Problem("line 1", "text", "holds no record"));
        }
    }

    Records.Parsed decoded() {
        return new Records.Parsed(hosts, problems, leftOut);
    }

    private void document(Tree document) {
        if (document instanceof Tree.Items list) {
            list.items().forEach(this::record);
        } else if (document instanceof Tree.Fields fields && isWrapper(fields)) {
            new FieldReader("line " + fields.line(), "text", fields, List.of("hosts"), problems)
                    .list("hosts")
                    .forEach(this::record);
        } else if (!(document instanceof Tree.Null)) {
            record(document);
        }
    }

    private static boolean isWrapper(Tree.Fields fields) {
        return fields.fields().stream().anyMatch(field -> FieldReader.isNamed(field, "hosts"))
                && fields.fields().stream().noneMatch(field -> FieldReader.isNamed(field, "host"));
    }

    private void record(Tree tree) {
        int before = problems.size();
        if (!(tree instanceof Tree.Fields fields)) {
            problems.add(
                    new Problem("line " + tree.line(), "text", "must be a record of a host, is " + tree.described()));
            return;
        }
        String name = name(fields);
        FieldReader reader = new FieldReader(name, "hosts", fields, HOST, problems);
        Host host = host(reader);
        if (place.isPresent() && !host.host().isEmpty()) {
            host = host.withUnread(takeSince(before, host.host(), place.get()));
        }
        Integer earlier = lines.putIfAbsent(host.host(), fields.line());
        if (earlier != null && !host.host().isEmpty()) {
            String where = earlier.equals(fields.line())
                    ? "twice on line " + earlier
                    : "on line " + earlier + " and on line " + fields.line();
            problems.add(new Problem(name, "hosts.host", "must be there once, is " + where));
        }
        if (problems.size() == before) {
            hosts.add(host);
            leftOut.put(
                    host.host(),
                    OWN.stream().filter(column -> !reader.isGiven(column)).collect(Collectors.toUnmodifiableSet()));
        } else {
            addWhatRulesSay(host, List.copyOf(problems.subList(before, problems.size())));
        }
    }

    /** The problems of one host, no longer as those of the whole text. */
    private List<Problem> takeSince(int before, String host, String place) {
        List<Problem> own = problems.subList(before, problems.size());
        List<Problem> unread = own.stream()
                .map(problem -> new Problem(
                        host,
                        place,
                        "holds what this version of Sluice does not know: " + problem.field() + " "
                                + problem.message()))
                .toList();
        own.clear();
        return unread;
    }

    /**
     * A host that cannot be used is checked as well, so that all its mistakes are told at once; where the text is wrong a
     * default stands in, of which nothing is said.
     */
    private void addWhatRulesSay(Host host, List<Problem> ofTheText) {
        Rules.check(host).stream()
                .filter(rule -> ofTheText.stream().noneMatch(text -> sameField(text.field(), rule.field())))
                .forEach(problems::add);
    }

    /** The fields of a health check are compared with each other, so one of them that is wrong hides the others. */
    private static boolean sameField(String text, String rule) {
        return text.equals(rule) || text.startsWith("health_checks.") && rule.startsWith("health_checks.");
    }

    /** What the record's problems are listed under: the host as written, or the line when it has none. */
    private static String name(Tree.Fields fields) {
        return fields.fields().stream()
                .filter(field -> FieldReader.isNamed(field, "host"))
                .map(Tree.Field::value)
                .filter(Tree.Text.class::isInstance)
                .map(value -> ((Tree.Text) value).value())
                .findFirst()
                .orElse("line " + fields.line());
    }

    private Host host(FieldReader fields) {
        List<Target> targets = new ArrayList<>();
        fields.list("targets").forEach(target -> target(fields, target).ifPresent(targets::add));
        List<HealthCheck> checks = new ArrayList<>();
        fields.list("health_checks").forEach(check -> healthCheck(fields, check).ifPresent(checks::add));
        return new Host(
                storedName(fields),
                fields.text("fleet").orElse(Host.DEFAULT_FLEET),
                fields.integer("incoming_port").orElse(Host.DEFAULT_PORT),
                fields.integer("outgoing_port").orElse(Host.DEFAULT_PORT),
                targets,
                checks);
    }

    private static String storedName(FieldReader fields) {
        String written = fields.required("host").orElse("");
        try {
            return HostNames.stored(written);
        } catch (IllegalArgumentException e) {
            fields.problem("host", "must be written as punycode, xn--...: " + e.getMessage(), fields.line("host"));
            return written;
        }
    }

    private Optional<Target> target(FieldReader host, Tree item) {
        if (item instanceof Tree.Text text) {
            return target(host, text);
        }
        if (item instanceof Tree.Fields fields) {
            FieldReader target = host.group("targets", fields, TARGET);
            OptionalInt port = target.integer("port");
            return target.required("address").map(address -> new Target(address, port));
        }
        host.tableProblem("targets", "must be an address such as 10.0.0.7, is " + item.described(), item.line());
        return Optional.empty();
    }

    /** An address alone, or with a port behind it; of several colons none begins a port unless there are brackets. */
    private static Optional<Target> target(FieldReader host, Tree.Text text) {
        Matcher form = ADDRESS_AND_PORT.matcher(text.value());
        if (!form.matches()) {
            return Optional.of(Target.of(text.value()));
        }
        boolean bracketed = form.group("six") != null;
        String address = form.group(bracketed ? "six" : "four");
        String port = form.group(bracketed ? "port6" : "port4");
        if (port == null) {
            return Optional.of(Target.of(address));
        }
        if (!port.matches("[0-9]{1,9}")) {
            host.tableProblem("targets", "must have a number as port, is " + text.described(), text.line());
            return Optional.empty();
        }
        return Optional.of(Target.of(address, Integer.parseInt(port)));
    }

    private Optional<HealthCheck> healthCheck(FieldReader host, Tree item) {
        if (!(item instanceof Tree.Fields fields)) {
            host.tableProblem("health_checks", "must be fields such as path: /, is " + item.described(), item.line());
            return Optional.empty();
        }
        FieldReader check = host.group("health_checks", fields, HEALTH_CHECK);
        return Optional.of(new HealthCheck(
                check.text("path").orElse(HealthCheck.DEFAULT_PATH),
                check.integer("port"),
                check.seconds("timeout").orElse(HealthCheck.DEFAULT_TIMEOUT),
                check.seconds("interval").orElse(HealthCheck.DEFAULT_INTERVAL)));
    }
}
