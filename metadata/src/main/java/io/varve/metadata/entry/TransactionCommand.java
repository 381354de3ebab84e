package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicIdPartition;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;

/// Commands of the data shards about transactions. Kinds 48–63.
///
/// The home shard of a transactional id decides: INIT, ADD, END, EXPIRE, and MARKED, by which it hears that
/// a participant knows. BEGIN and MARK enter the other data shards that take part; in the home shard itself
/// ADD and END do what they do.
///
/// ```
///   INIT ──► ADD ──► BEGIN in each shard ──► batches ──► END ──► MARK in each shard ──► MARKED
/// ```
public sealed interface TransactionCommand extends Command {

    int INIT = 48;
    int ADD = 49;
    int END = 50;
    int EXPIRE = 51;
    int MARKED = 52;
    int BEGIN = 53;
    int MARK = 54;

    /// What a command names that may be about any transaction of its producer's epoch.
    long ANY_NUMBER = -1;

    /// A producer begins to use a transactional id; whoever used it before is fenced.
    ///
    /// @param timeoutMs how long a transaction may stay open
    /// @param expected who the producer takes itself for, if it has been one
    /// @param freshProducerId to be used if another one is needed, or [ProducerIdAndEpoch#NO_PRODUCER_ID]
    record Init(String transactionalId, int timeoutMs, Optional<ProducerIdAndEpoch> expected, long freshProducerId)
            implements TransactionCommand {

        @Override
        public int kind() {
            return INIT;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(transactionalId).varint(timeoutMs).u8(expected.isPresent() ? 1 : 0);
            expected.ifPresent(producer -> producer.write(out));
            out.zigzag(freshProducerId);
        }

        static Init read(ByteReader in) {
            return new Init(
                    in.string(),
                    in.varint32(),
                    in.u8() == 1 ? Optional.of(ProducerIdAndEpoch.read(in)) : Optional.empty(),
                    in.zigzag());
        }
    }

    /// The transaction writes to these as well; it begins, if none is open.
    ///
    /// @param epochRises whether the client has its epoch raised with each transaction (KIP-890)
    /// @param number of the transaction that the client must have meant, as far as its node could tell when it was
    ///     asked, or [#ANY_NUMBER]: where a producer has one epoch for all of them, only that tells a late request
    record Add(
            String transactionalId,
            ProducerIdAndEpoch producer,
            boolean epochRises,
            Participants participants,
            long number)
            implements TransactionCommand {

        public Add(String transactionalId, ProducerIdAndEpoch producer, boolean epochRises, Participants participants) {
            this(transactionalId, producer, epochRises, participants, ANY_NUMBER);
        }

        @Override
        public int kind() {
            return ADD;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(transactionalId);
            producer.write(out);
            out.u8(epochRises ? 1 : 0);
            participants.write(out);
            out.zigzag(number);
        }

        static Add read(ByteReader in) {
            return new Add(in.string(), ProducerIdAndEpoch.read(in), in.u8() == 1, Participants.read(in), in.zigzag());
        }
    }

    /// The transaction is decided.
    ///
    /// @param epochRises whether the client has its epoch raised with each transaction (KIP-890)
    /// @param freshProducerId to be used if the epochs of the present one are used up
    /// @param number as in [Add]
    record End(
            String transactionalId,
            ProducerIdAndEpoch producer,
            boolean commit,
            boolean epochRises,
            long freshProducerId,
            long number)
            implements TransactionCommand {

        public End(
                String transactionalId,
                ProducerIdAndEpoch producer,
                boolean commit,
                boolean epochRises,
                long freshProducerId) {
            this(transactionalId, producer, commit, epochRises, freshProducerId, ANY_NUMBER);
        }

        @Override
        public int kind() {
            return END;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(transactionalId);
            producer.write(out);
            out.u8(commit ? 1 : 0)
                    .u8(epochRises ? 1 : 0)
                    .zigzag(freshProducerId)
                    .zigzag(number);
        }

        static End read(ByteReader in) {
            return new End(
                    in.string(), ProducerIdAndEpoch.read(in), in.u8() == 1, in.u8() == 1, in.zigzag(), in.zigzag());
        }
    }

    /// The transaction has been open for longer than its producer wanted, by entry time: it is aborted.
    ///
    /// @param number of the transaction
    /// @param freshProducerId to be used if the epochs of the present one are used up
    record Expire(String transactionalId, long number, long freshProducerId) implements TransactionCommand {

        @Override
        public int kind() {
            return EXPIRE;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(transactionalId).varint(number).zigzag(freshProducerId);
        }

        static Expire read(ByteReader in) {
            return new Expire(in.string(), in.varint(), in.zigzag());
        }
    }

    /// A participant knows how the transaction was decided.
    ///
    /// @param number of the transaction
    /// @param group whether the participant is a group shard, or else a data shard
    record Marked(String transactionalId, long number, boolean group, int shard) implements TransactionCommand {

        @Override
        public int kind() {
            return MARKED;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(transactionalId).varint(number).u8(group ? 1 : 0).varint(shard);
        }

        static Marked read(ByteReader in) {
            return new Marked(in.string(), in.varint(), in.u8() == 1, in.varint32());
        }
    }

    /// A transaction writes to partitions of a shard that is not its home.
    ///
    /// @param epochRises whether the client has its epoch raised with each transaction (KIP-890)
    /// @param number of the transaction
    /// @param addedMs the entry time of its ADD: a BEGIN that comes much later is refused, for the transaction may
    ///     have ended and been forgotten since
    record Begin(
            ProducerIdAndEpoch producer,
            boolean epochRises,
            long number,
            SortedSet<TopicIdPartition> partitions,
            long addedMs)
            implements TransactionCommand {

        public Begin {
            partitions = Collections.unmodifiableSortedSet(partitions);
        }

        @Override
        public int kind() {
            return BEGIN;
        }

        @Override
        public void write(ByteWriter out) {
            producer.write(out);
            out.u8(epochRises ? 1 : 0).varint(number);
            Participants.write(partitions, out);
            out.i64(addedMs);
        }

        static Begin read(ByteReader in) {
            return new Begin(
                    ProducerIdAndEpoch.read(in), in.u8() == 1, in.varint(), Participants.readPartitions(in), in.i64());
        }
    }

    /// A shard that is not the home hears how a transaction was decided.
    ///
    /// @param producer with the epoch of the marker
    /// @param number of the transaction
    record Mark(ProducerIdAndEpoch producer, long number, boolean commit) implements TransactionCommand {

        @Override
        public int kind() {
            return MARK;
        }

        @Override
        public void write(ByteWriter out) {
            producer.write(out);
            out.varint(number).u8(commit ? 1 : 0);
        }

        static Mark read(ByteReader in) {
            return new Mark(ProducerIdAndEpoch.read(in), in.varint(), in.u8() == 1);
        }
    }
}
