// The franz-go client's part of the compatibility suite; the verbs are described in the folder's README.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	partitions = 4
	stall      = 30 * time.Second // a consumer that gets nothing for so long gives up
)

var codecs = map[string]kgo.CompressionCodec{
	"none":   kgo.NoCompression(),
	"gzip":   kgo.GzipCompression(),
	"snappy": kgo.SnappyCompression(),
	"lz4":    kgo.Lz4Compression(),
	"zstd":   kgo.ZstdCompression(),
}

// codecNames are the names of the codecs by their number in a batch's attributes.
var codecNames = []string{"none", "gzip", "snappy", "lz4", "zstd"}

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(verb, bootstrap string, arguments []string) error {
	switch verb {
	case "create":
		return create(bootstrap, arguments)
	case "produce":
		return produce(bootstrap, arguments[0], arguments[1:])
	case "consume":
		return consume(bootstrap, arguments[0], arguments[1:])
	case "timestamps":
		return timestamps(bootstrap)
	case "coordinator":
		return coordinator(bootstrap, arguments[0])
	case "group":
		return group(bootstrap, arguments)
	case "watch":
		return watch(bootstrap, arguments[0], arguments[1])
	}
	return fmt.Errorf("unknown verb %s", verb)
}

func create(bootstrap string, topics []string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	if err != nil {
		return err
	}
	defer client.Close()
	forever := "-1" // the records are years old
	created, err := kadm.NewClient(client).CreateTopics(
		context.Background(), partitions, 1, map[string]*string{"retention.ms": &forever}, topics...)
	if err != nil {
		return err
	}
	return created.Error()
}

func produce(bootstrap, source string, topics []string) error {
	for _, argument := range topics {
		topic, codec, _ := strings.Cut(argument, "=")
		if err := produceTopic(bootstrap, source, topic, codecs[codec]); err != nil {
			return fmt.Errorf("%s: %w", topic, err)
		}
	}
	return nil
}

func produceTopic(bootstrap, source, topic string, codec kgo.CompressionCodec) error {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap),
		kgo.ProducerBatchCompression(codec),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerLinger(20*time.Millisecond),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	records, err := readRecordLines(source)
	if err != nil {
		return err
	}
	for _, record := range records {
		record.Topic = topic
	}
	ctx, cancel := context.WithTimeout(context.Background(), stall)
	defer cancel()
	return client.ProduceSync(ctx, records...).FirstErr()
}

func consume(bootstrap, folder string, topics []string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	if err != nil {
		return err
	}
	defer client.Close()
	left, err := assign(client, topics)
	if err != nil {
		return err
	}

	records := make(map[string][]*kgo.Record)
	for left > 0 {
		ctx, cancel := context.WithTimeout(context.Background(), stall)
		fetches := client.PollFetches(ctx)
		cancel()
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("%d records left: %w", left, err)
		}
		fetches.EachRecord(func(record *kgo.Record) {
			records[record.Topic] = append(records[record.Topic], record)
			left--
		})
	}
	for _, topic := range topics {
		if err := writeRecordLines(filepath.Join(folder, topic), records[topic]); err != nil {
			return err
		}
	}
	return nil
}

// assign starts at the beginning of all partitions and returns how many records they have.
func assign(client *kgo.Client, topics []string) (int64, error) {
	admin := kadm.NewClient(client)
	starts, err := admin.ListStartOffsets(context.Background(), topics...)
	if err != nil {
		return 0, err
	}
	ends, err := admin.ListEndOffsets(context.Background(), topics...)
	if err != nil {
		return 0, err
	}
	if err := ends.Error(); err != nil {
		return 0, err
	}
	client.AddConsumePartitions(starts.KOffsets())
	var records int64
	ends.Each(func(end kadm.ListedOffset) {
		start, _ := starts.Lookup(end.Topic, end.Partition)
		records += end.Offset - start.Offset
	})
	return records, nil
}

func writeRecordLines(path string, records []*kgo.Record) error {
	sort.Slice(records, func(i, j int) bool {
		a, b := records[i], records[j]
		return a.Partition < b.Partition || a.Partition == b.Partition && a.Offset < b.Offset
	})
	var lines strings.Builder
	for _, record := range records {
		fmt.Fprintf(&lines, "%s\t%s\n", recordLine(record), codecNames[record.Attrs.CompressionType()])
	}
	return os.WriteFile(path, []byte(lines.String()), 0o644)
}

func timestamps(bootstrap string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	if err != nil {
		return err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	queries := bufio.NewScanner(os.Stdin)
	for queries.Scan() {
		var topic string
		var partition int32
		var timestamp int64
		if _, err := fmt.Sscan(queries.Text(), &topic, &partition, &timestamp); err != nil {
			return err
		}
		found, err := admin.ListOffsetsAfterMilli(context.Background(), timestamp, topic)
		if err != nil {
			return err
		}
		offset, _ := found.Lookup(topic, partition)
		if offset.Err != nil {
			return offset.Err
		}
		fmt.Println(topic, partition, timestamp, offset.Offset)
	}
	return queries.Err()
}
