package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	pollTime    = 100 * time.Millisecond
	pollRecords = 500
	commitEvery = 200 * time.Millisecond
	commitTime  = 30 * time.Second
	retryAfter  = 250 * time.Millisecond
)

// groupMember processes records by writing them down, commits what it has processed, and leaves at SIGTERM. The
// folder's README says how its lines look.
type groupMember struct {
	topic       string
	client      *kgo.Client
	out         *bufio.Writer
	mu          sync.Mutex // rebalances come on a goroutine of the client
	assignment  map[int32]bool
	uncommitted map[int32]int64 // the offsets of the next records
	committedAt time.Time
}

func group(bootstrap string, arguments []string) error {
	options := flag.NewFlagSet("group", flag.ContinueOnError)
	protocol := options.String("protocol", "", "classic or cooperative")
	instanceID := options.String("instance-id", "", "of a static member")
	if err := options.Parse(arguments[2:]); err != nil {
		return err
	}
	balancers := map[string]kgo.GroupBalancer{
		"classic":     kgo.RangeBalancer(),
		"cooperative": kgo.CooperativeStickyBalancer(),
	}
	balancer, ok := balancers[*protocol]
	if !ok {
		return fmt.Errorf("unknown protocol %s", *protocol)
	}
	member := &groupMember{
		topic:       arguments[0],
		out:         bufio.NewWriter(os.Stdout),
		assignment:  make(map[int32]bool),
		uncommitted: make(map[int32]int64),
		committedAt: time.Now(),
	}
	config := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(bootstrap, ",")...),
		kgo.ConsumerGroup(arguments[1]),
		kgo.ConsumeTopics(member.topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.Balancers(balancer),
		kgo.SessionTimeout(15 * time.Second),
		kgo.HeartbeatInterval(time.Second),
		// By itself it waits longer each time, for seconds in the end.
		kgo.RetryBackoffFn(func(int) time.Duration { return retryAfter }),
		kgo.MetadataMinAge(retryAfter),
		kgo.DisableAutoCommit(),
		kgo.BlockRebalanceOnPoll(),
		kgo.OnPartitionsAssigned(member.assigned),
		kgo.OnPartitionsRevoked(member.revoked),
		kgo.OnPartitionsLost(member.lost),
	}
	if *instanceID != "" {
		config = append(config, kgo.InstanceID(*instanceID))
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	client, err := kgo.NewClient(config...)
	if err != nil {
		return err
	}
	member.client = client
	member.consume(ctx)
	client.CloseAllowingRebalance()
	return nil
}

func (m *groupMember) consume(ctx context.Context) {
	for ctx.Err() == nil {
		poll, cancel := context.WithTimeout(ctx, pollTime)
		fetches := m.client.PollRecords(poll, pollRecords)
		cancel()
		m.mu.Lock()
		fetches.EachRecord(m.process)
		if time.Since(m.committedAt) >= commitEvery {
			m.commit(m.client)
		}
		m.mu.Unlock()
		m.client.AllowRebalance()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.commit(m.client)
}

func (m *groupMember) process(record *kgo.Record) {
	fmt.Fprintf(m.out, "processed %d %d %s\n", record.Partition, record.Offset, record.Key)
	m.uncommitted[record.Partition] = record.Offset + 1
}

// commit is called with the lock held.
func (m *groupMember) commit(client *kgo.Client) {
	m.committedAt = time.Now()
	if len(m.uncommitted) == 0 {
		return
	}
	offsets := make(map[int32]kgo.EpochOffset)
	for partition, offset := range m.uncommitted {
		offsets[partition] = kgo.EpochOffset{Epoch: -1, Offset: offset}
	}
	ctx, cancel := context.WithTimeout(context.Background(), commitTime)
	defer cancel()
	m.flush() // what was processed is written before anybody can know that it is committed
	_, generation := client.GroupMetadata()
	sent := time.Now().UnixMilli()
	client.CommitOffsetsSync(ctx, map[string]map[int32]kgo.EpochOffset{m.topic: offsets},
		func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, answer *kmsg.OffsetCommitResponse, err error) {
			answered := time.Now().Add(time.Millisecond - time.Nanosecond).UnixMilli()
			if err == nil {
				err = refusal(answer)
			}
			if err != nil {
				// What is still this member's when the group has settled is committed then.
				fmt.Fprintln(os.Stderr, "not committed:", err)
				return
			}
			fmt.Fprintf(m.out, "committed %d %d %d", sent, answered, generation)
			for partition, offset := range offsets {
				fmt.Fprintf(m.out, " %d:%d", partition, offset.Offset)
			}
			fmt.Fprintln(m.out)
			m.flush()
			clear(m.uncommitted)
		})
}

func refusal(answer *kmsg.OffsetCommitResponse) error {
	for _, topic := range answer.Topics {
		for _, partition := range topic.Partitions {
			if err := kerr.ErrorForCode(partition.ErrorCode); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *groupMember) assigned(_ context.Context, client *kgo.Client, partitions map[string][]int32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, partition := range partitions[m.topic] {
		m.assignment[partition] = true
	}
	m.writeAssignment(client)
}

func (m *groupMember) revoked(_ context.Context, client *kgo.Client, partitions map[string][]int32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.commit(client)
	m.forget(client, partitions)
}

func (m *groupMember) lost(_ context.Context, client *kgo.Client, partitions map[string][]int32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(client, partitions)
}

func (m *groupMember) forget(client *kgo.Client, partitions map[string][]int32) {
	for _, partition := range partitions[m.topic] {
		delete(m.assignment, partition)
		delete(m.uncommitted, partition)
	}
	m.writeAssignment(client)
}

func (m *groupMember) writeAssignment(client *kgo.Client) {
	_, generation := client.GroupMetadata()
	var partitions []int32
	for partition := range m.assignment {
		partitions = append(partitions, partition)
	}
	slices.Sort(partitions)
	fmt.Fprintf(m.out, "assigned %d %d", time.Now().UnixMilli(), generation)
	for _, partition := range partitions {
		fmt.Fprintf(m.out, " %d", partition)
	}
	fmt.Fprintln(m.out)
	m.flush()
}

// flush hands all lines to the operating system, where they outlive this process.
func (m *groupMember) flush() {
	if err := m.out.Flush(); err != nil {
		panic(err)
	}
}
