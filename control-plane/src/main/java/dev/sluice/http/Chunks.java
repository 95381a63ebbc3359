package dev.sluice.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A body, cut into chunks of some kilobytes: a chunk is what lies in memory for each client. */
final class Chunks {
    static final int SIZE = 32_768;

    private Chunks() {}

    static Iterator<ByteBuffer> of(byte[] whole) {
        return IntStream.iterate(0, start -> start < whole.length, start -> start + SIZE)
                .mapToObj(start -> ByteBuffer.wrap(whole, start, Math.min(SIZE, whole.length - start)))
                .iterator();
    }

    static Iterator<ByteBuffer> of(Iterator<String> pieces) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pieces.hasNext();
            }

            @Override
            public ByteBuffer next() {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream(SIZE);
                do {
                    chunk.writeBytes(pieces.next().getBytes(StandardCharsets.UTF_8));
                } while (chunk.size() < SIZE && pieces.hasNext());
                return ByteBuffer.wrap(chunk.toByteArray());
            }
        };
    }
}
