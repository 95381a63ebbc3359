package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Misfit;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes hosts of trees, and a problem of everything in them that no host has. */
final class RecordDecoder {
    /** A record's fields: the columns of the host's own row, and the tables whose rows belong to a host. */
    private static final List<String> FIELDS = Stream.concat(
                    names(Hosts.TABLE).stream(), Tables.OF_A_HOST.stream().map(Table::name))
            .toList();

    /** Where Sluice itself wrote them; empty for users' records. */
    private final Optional<String> place;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /** Of records that somebody wrote: any mistake is a problem. */
    RecordDecoder() {
        this.place = Optional.empty();
    }

    /** Of records that Sluice wrote there: a mistake in a host that has a name is left to that host. */
    RecordDecoder(String place) {
        this.place = Optional.of(place);
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(Column::name).toList();
    }

    void decode(List<Tree> documents) {
        documents.forEach(this::document);
        boolean nothing = documents.stream().allMatch(Tree.Null.class::isInstance);
        if (nothing) {
            problems.add(new Problem("line 1", "text", "holds no record"));
        }
    }

    Records.Parsed decoded() {
        return new Records.Parsed(hosts, problems);
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
        Host host = host(name, fields);
        if (place.isPresent() && !host.host().isEmpty()) {
            host = host.withUnread(takeSince(before, host.host(), place.get()));
        }
        onlyOnce(name, host, fields.line());
        if (problems.size() == before) {
            hosts.add(host);
        } else {
            addWhatRulesSay(host, List.copyOf(problems.subList(before, problems.size())));
        }
    }

    private void onlyOnce(String name, Host host, int line) {
        Integer earlier = lines.putIfAbsent(host.host(), line);
        if (earlier != null && !host.host().isEmpty()) {
            String where = earlier == line ? "twice on line " + earlier : "on line " + earlier + " and on line " + line;
            problems.add(new Problem(name, Hosts.HOST.fullName(), "must be there once, is " + where));
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
                .filter(rule -> ofTheText.stream().noneMatch(text -> isAboutTheSame(text.field(), rule.field())))
                .forEach(problems::add);
    }

    /** Where columns are compared with each other, one that is wrong hides the others. */
    private static boolean isAboutTheSame(String text, String rule) {
        return text.equals(rule)
                || Tables.ALL.stream()
                        .filter(Table::comparesColumns)
                        .map(table -> table.name() + ".")
                        .anyMatch(table -> text.startsWith(table) && rule.startsWith(table));
    }

    /** What the record's problems are listed under: the host as written, or the line when it has none. */
    private static String name(Tree.Fields fields) {
        return fields.fields().stream()
                .filter(field -> FieldReader.isNamed(field, Hosts.HOST.name()))
                .map(Tree.Field::value)
                .filter(Tree.Text.class::isInstance)
                .map(value -> ((Tree.Text) value).value())
                .findFirst()
                .orElse("line " + fields.line());
    }

    private Host host(String name, Tree.Fields fields) {
        FieldReader reader = new FieldReader(name, Hosts.TABLE.name(), fields, FIELDS, problems);
        return Host.of(
                reader.row(Hosts.TABLE),
                table -> reader.list(table.name()).stream()
                        .flatMap(item -> row(name, table, item).stream())
                        .toList());
    }

    /** A row that is right as a text; one with a mistake is left out, for the mistake is told already. */
    private Optional<Row> row(String host, Table table, Tree item) {
        int before = problems.size();
        Optional<Tree.Fields> fields =
                item instanceof Tree.Fields group ? Optional.of(group) : writtenOut(host, table, item);
        Optional<Row> row =
                fields.map(group -> new FieldReader(host, table.name(), group, names(table), problems).row(table));
        return problems.size() == before ? row : Optional.empty();
    }

    /** A text in the place of a row's fields. */
    private Optional<Tree.Fields> writtenOut(String host, Table table, Tree item) {
        Optional<Table.Shorthand> shorthand = table.shorthand();
        if (shorthand.isPresent() && item instanceof Tree.Text text) {
            try {
                return Optional.of(fields(text.line(), shorthand.get().read(text.value())));
            } catch (Misfit misfit) {
                problem(host, table, misfit.sentence(), item);
            }
        } else {
            problem(host, table, "must be " + table.shape(), item);
        }
        return Optional.empty();
    }

    private static Tree.Fields fields(int line, Map<Column<?>, Object> values) {
        List<Tree.Field> fields = new ArrayList<>();
        values.forEach((column, value) -> fields.add(new Tree.Field(line, column.name(), Tree.of(line, value))));
        return new Tree.Fields(line, fields);
    }

    private void problem(String host, Table table, String sentence, Tree item) {
        problems.add(
                new Problem(host, table.name(), sentence + ", is " + item.described() + " (line " + item.line() + ")"));
    }
}
