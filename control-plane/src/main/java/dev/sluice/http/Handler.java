package dev.sluice.http;

/** Answers one kind of request. It neither waits nor fails; a large reply comes in pieces, made while it is sent. */
@FunctionalInterface
public interface Handler {
    Reply answer(Request request);
}
