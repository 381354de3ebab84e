package io.varve.storage.http;

import io.varve.storage.http.HttpCall.Header;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The status line and the headers of an answer.
public record HttpHead(int status, List<Header> headers) {

    /// No store sends more; beyond it the peer does not speak HTTP.
    private static final int MAX_LINE_BYTES = 16 << 10;

    private static final int MAX_HEADERS = 200;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");

    public HttpHead {
        headers = List.copyOf(headers);
    }

    static HttpHead readFrom(InputStream in) throws IOException {
        String statusLine = readLine(in);
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            throw new IOException("the answer is not HTTP/1.1: " + abbreviated(statusLine));
        }
        List<Header> headers = new ArrayList<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new IOException("the answer has a bad header or too many: " + abbreviated(line));
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new HttpHead(Integer.parseInt(matcher.group(1)), headers);
    }

    /// The first header of that name.
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .findFirst()
                .map(Header::value);
    }

    boolean isInformational() {
        return status < 200;
    }

    boolean hasNoBody() {
        return status == 204 || status == 304;
    }

    boolean isChunked() {
        return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    boolean closesConnection() {
        return header("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    static String readLine(InputStream in) throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within the head of an answer");
            }
            if (length == MAX_LINE_BYTES) {
                throw new IOException("a line of the answer's head is longer than " + MAX_LINE_BYTES + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static String abbreviated(String text) {
        return text.substring(0, Math.min(text.length(), 100));
    }
}
