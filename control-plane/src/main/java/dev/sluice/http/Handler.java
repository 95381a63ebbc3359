package dev.sluice.http;

/**
 * Answers one kind of request, without waiting and without failing. The pieces of a large reply are made while it is
 * sent.
 */
@FunctionalInterface
public interface Handler {
    Reply answer(Request request);
}
