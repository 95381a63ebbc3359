package dev.sluice.doctor;

import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.store.Checkup;
import dev.sluice.store.Migrations;
import dev.sluice.store.StoreUnavailable;

/**
 * The database.
 *
 * @param database what it says of itself
 * @param schema the tables, beside those that this version knows
 * @param wanted what the rows ask of this machine's fleet
 */
record Rows(Seen<Checkup> database, Seen<Migrations.State> schema, Seen<Checkup.Wanted> wanted) {
    private interface Question<T> {
        T ask(Database database) throws StoreUnavailable;
    }

    static Rows look(Installed installed, Running running) {
        Seen<Database> where =
                installed.config().map(Config::database).flatMap(database -> reachable(installed, database));
        Seen<Checkup> database = where.flatMap(at -> answer(at, Checkup::of));
        if (database.value().isEmpty()) {
            return new Rows(
                    database, new Seen.Hidden<>("not looked at, because the database cannot be asked", ""), noAnswer());
        }
        Seen<Migrations.State> schema = where.flatMap(at -> answer(at, Migrations::state));
        boolean readable = database.value().get().missingTables().isEmpty()
                && database.value().get().unreadableTables().isEmpty();
        return new Rows(
                database,
                schema,
                readable
                        ? where.flatMap(at -> answer(at, asked -> Checkup.wanted(asked, running.fleet())))
                        : noAnswer());
    }

    /** A password that only root can read would make every answer one about passwords. */
    private static Seen<Database> reachable(Installed installed, Database database) {
        boolean passwordHidden = database.password().isEmpty() && installed.credential() instanceof Seen.Hidden;
        return passwordHidden ? Seen.asRoot("the database's password") : new Seen.There<>(database);
    }

    private static Seen<Checkup.Wanted> noAnswer() {
        return new Seen.Hidden<>("the rows cannot be read", "");
    }

    private static <T> Seen<T> answer(Database database, Question<T> question) {
        try {
            return new Seen.There<>(question.ask(database));
        } catch (StoreUnavailable e) {
            return new Seen.Broken<>(e.getMessage());
        }
    }
}
