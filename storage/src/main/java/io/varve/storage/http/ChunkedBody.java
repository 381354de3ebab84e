package io.varve.storage.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A body in the chunked transfer coding (RFC 9112, section 7.1). Trailers are dropped.
final class ChunkedBody extends InputStream {

    private static final int MAX_TRAILERS = 100;

    private final InputStream in;
    private long remainingInChunk;
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (remainingInChunk == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, remainingInChunk));
        if (count < 0) {
            throw new EOFException("the connection ended within a chunk of the answer");
        }
        remainingInChunk -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun && !HttpHead.readLine(in).isEmpty()) {
            throw new IOException("a chunk of the answer is longer than it says");
        }
        begun = true;
        remainingInChunk = size(HttpHead.readLine(in));
        if (remainingInChunk == 0) {
            ended = true;
            skipTrailers();
        }
    }

    private void skipTrailers() throws IOException {
        for (int i = 0; !HttpHead.readLine(in).isEmpty(); i++) {
            if (i == MAX_TRAILERS) {
                throw new IOException("the answer has more than " + MAX_TRAILERS + " trailers");
            }
        }
    }

    private static long size(String line) throws IOException {
        int semicolon = line.indexOf(';');
        String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        try {
            long size = Long.parseLong(digits, 16);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new IOException("the answer has a bad chunk size: " + digits, e);
        }
        throw new IOException("the answer has a bad chunk size: " + digits);
    }
}
