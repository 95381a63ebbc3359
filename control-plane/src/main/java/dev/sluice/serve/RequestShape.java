package dev.sluice.serve;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * What a request holds, seen before it is parsed: parsed, a few bytes can become a hundred, so that one message would be
 * all of the daemon's memory. Works on Envoy's two kinds of requests, DeltaDiscoveryRequest and DiscoveryRequest.
 */
final class RequestShape {
    /** A name of ours is at most 253 bytes and a prefix, with its version 300. */
    private static final int MAX_NAME_BYTES = 1024;

    /** All but names and the text of a refusal; nearly all of it the node, 60 KB with Envoy's list of extensions. */
    private static final int MAX_REST_BYTES = 256 * 1024;

    private final boolean incremental;
    private int added;
    private int removed;
    private long rest;

    private RequestShape(boolean incremental) {
        this.incremental = incremental;
    }

    /** A request that is not answered; the message says why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** What cannot be read is left to the parser. */
    static RequestShape of(byte[] request, boolean incremental) throws Refused {
        RequestShape shape = new RequestShape(incremental);
        try {
            shape.read(CodedInputStream.newInstance(request));
        } catch (IOException malformed) {
            return shape;
        }
        if (shape.rest > MAX_REST_BYTES) {
            throw new Refused("the node, and whatever else is no name, is " + shape.rest + " bytes, of at most "
                    + MAX_REST_BYTES);
        }
        return shape;
    }

    /** How many names the stream has after this request, when it had {@code before}. */
    long namesAfter(long before) {
        return incremental ? Math.max(0, before + added - removed) : added;
    }

    private void read(CodedInputStream in) throws IOException, Refused {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            int before = in.getTotalBytesRead();
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                in.skipField(tag);
                rest += in.getTotalBytesRead() - before;
                continue;
            }
            int length = in.readRawVarint32();
            if (isName(field)) {
                name(field, length);
                in.skipRawBytes(length);
            } else if (field == (incremental ? 7 : 6)) {
                refusal(in, length);
            } else {
                in.skipRawBytes(length);
                rest += length;
            }
        }
    }

    private boolean isName(int field) {
        return incremental ? field >= 3 && field <= 5 : field == 3;
    }

    private void name(int field, int length) throws Refused {
        if (length > MAX_NAME_BYTES) {
            throw new Refused("a resource's name is " + length + " bytes, of at most " + MAX_NAME_BYTES);
        }
        if (incremental && field == 4) {
            removed++;
        } else {
            added++;
        }
    }

    /** Envoy's words of what it refuses are as long as what it refuses; what else an error may hold is not. */
    private void refusal(CodedInputStream in, int length) throws IOException {
        int outer = in.pushLimit(length);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int before = in.getTotalBytesRead();
            in.skipField(tag);
            if (WireFormat.getTagFieldNumber(tag) != 2) {
                rest += in.getTotalBytesRead() - before;
            }
        }
        in.popLimit(outer);
    }
}
