package dev.sluice.observe;

import dev.sluice.http.Reply;
import dev.sluice.http.Request;
import dev.sluice.http.Route;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code /confirm}, for {@code sluice confirm}: tells the loop which held change to let through, by the change's id.
 */
record Confirmation(StatusBoard board, Consumer<String> confirm) {
    Route route() {
        return Route.post("/confirm", this::answer);
    }

    private Reply answer(Request request) {
        Optional<Status.Held> held = board.status().held();
        if (held.isEmpty()) {
            return Reply.message(409, "nothing is held");
        }
        String id = held.get().loss().id();
        if (!request.query().equals(Optional.of("id=" + id))) {
            return Reply.message(409, "what is held now is another change, with the id " + id);
        }
        confirm.accept(id);
        return Reply.message(
                202, "let through with the next read: " + held.get().loss());
    }
}
