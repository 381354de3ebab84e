package io.varve.cli.records;

import org.apache.kafka.clients.producer.ProducerRecord;

/// How a line says what record it is.
interface LineFormat {

    /// @param number of the line, from 1
    /// @throws io.varve.cli.CommandException if the line is no record
    ProducerRecord<byte[], byte[]> record(long number, String line);
}
