package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	watchEvery = 50 * time.Millisecond
	answerTime = 5 * time.Second // a node that takes longer is taken for dead
	latest     = -1              // asks ListOffsets for the end offset
)

// watch asks every bootstrap address itself, over and over, for the end offsets of a topic, and holds each answer
// against what the crash load had been acknowledged before the question. It goes on until SIGTERM or the first answer
// that is behind. Nodes that do not answer are passed over.
func watch(bootstrap, topic, acksLog string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...))
	if err != nil {
		return err
	}
	defer client.Close()
	acks := acknowledged{path: acksLog, ends: make(map[int32]int64)}
	answers := make([]int, len(client.SeedBrokers()))
	for ctx.Err() == nil {
		if err := acks.readOn(); err != nil {
			return err
		}
		for i, node := range client.SeedBrokers() {
			ends, err := endOffsets(ctx, node, topic, acks.ends)
			if err != nil {
				continue
			}
			answers[i]++
			for partition, end := range ends {
				if end < acks.ends[partition] {
					return fmt.Errorf("node %d of %s says that partition %d ends at %d, acknowledged was up to %d",
						i, bootstrap, partition, end, acks.ends[partition])
				}
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(watchEvery):
		}
	}
	fmt.Printf("answers of each node: %v, none behind %d acknowledged records\n", answers, acks.records)
	return nil
}

func endOffsets(ctx context.Context, node *kgo.Broker, topic string, wanted map[int32]int64) (map[int32]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	request := kmsg.NewPtrListOffsetsRequest()
	request.ReplicaID = -1
	topicRequest := kmsg.NewListOffsetsRequestTopic()
	topicRequest.Topic = topic
	for partition := range wanted {
		partitionRequest := kmsg.NewListOffsetsRequestTopicPartition()
		partitionRequest.Partition = partition
		partitionRequest.CurrentLeaderEpoch = -1
		partitionRequest.Timestamp = latest
		topicRequest.Partitions = append(topicRequest.Partitions, partitionRequest)
	}
	request.Topics = append(request.Topics, topicRequest)
	answer, err := node.Request(ctx, request)
	if err != nil {
		return nil, err
	}
	ends := make(map[int32]int64)
	for _, answered := range answer.(*kmsg.ListOffsetsResponse).Topics {
		for _, partition := range answered.Partitions {
			if partition.ErrorCode == 0 {
				ends[partition.Partition] = partition.Offset
			}
		}
	}
	return ends, nil
}

// acknowledged is what the crash load's log says so far: for each partition the least end offset that is no lie.
type acknowledged struct {
	path    string
	read    int64
	records int
	ends    map[int32]int64
}

// readOn reads the lines that came since the last time.
func (a *acknowledged) readOn() error {
	file, err := os.Open(a.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Seek(a.read, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil // and the part of a line that is there so far is read again
		}
		if err != nil {
			return err
		}
		a.read += int64(len(line))
		a.records++
		var partition int32
		var offset int64
		if _, err := fmt.Sscan(line, &partition, &offset); err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		a.ends[partition] = max(a.ends[partition], offset+1)
	}
}
