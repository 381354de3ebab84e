package io.varve.clients;

import java.util.zip.CRC32C;

/// A broker's word that it keeps a record.
///
/// @param offset [#UNKNOWN] where the broker said that it has the record but no longer knows where
/// @param checksum CRC32C of the value
public record Acknowledgement(int partition, long offset, LoadId id, int checksum) {
    static final long UNKNOWN = -1;

    private static final int FIELDS = 4;

    static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return (int) crc.getValue();
    }

    String line() {
        return partition + " " + offset + " " + id + " " + Integer.toHexString(checksum);
    }

    static Acknowledgement parse(String line) {
        String[] fields = line.split(" ", -1);
        LoadId id = fields.length == FIELDS ? LoadId.parse(fields[2]) : null;
        if (id == null) {
            throw new IllegalArgumentException("no acknowledgement: " + line);
        }
        return new Acknowledgement(
                Integer.parseInt(fields[0]), Long.parseLong(fields[1]), id, Integer.parseUnsignedInt(fields[3], 16));
    }
}
