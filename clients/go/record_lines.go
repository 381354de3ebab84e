package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// null stands for absent bytes, which differ from empty ones.
const null = "-"

func encode(data []byte) string {
	if data == nil {
		return null
	}
	return base64.StdEncoding.EncodeToString(data)
}

func decode(text string) ([]byte, error) {
	if text == null {
		return nil, nil
	}
	return base64.StdEncoding.DecodeString(text)
}

func readRecordLines(path string) ([]*kgo.Record, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var records []*kgo.Record
	for line := range strings.Lines(string(content)) {
		record, err := parseRecordLine(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		records = append(records, record)
	}
	return records, nil
}

func parseRecordLine(line string) (*kgo.Record, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 6 {
		return nil, fmt.Errorf("%d fields instead of 6", len(fields))
	}
	partition, err := strconv.ParseInt(fields[0], 10, 32)
	if err != nil {
		return nil, err
	}
	timestamp, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, err
	}
	key, err := decode(fields[3])
	if err != nil {
		return nil, err
	}
	value, err := decode(fields[4])
	if err != nil {
		return nil, err
	}
	headers, err := parseHeaders(fields[5])
	return &kgo.Record{
		Partition: int32(partition),
		Timestamp: time.UnixMilli(timestamp),
		Key:       key,
		Value:     value,
		Headers:   headers,
	}, err
}

func parseHeaders(text string) ([]kgo.RecordHeader, error) {
	var headers []kgo.RecordHeader
	if text == "" {
		return headers, nil
	}
	for _, pair := range strings.Split(text, ",") {
		name, data, _ := strings.Cut(pair, ":")
		key, err := base64.StdEncoding.DecodeString(name)
		if err != nil {
			return nil, err
		}
		value, err := decode(data)
		if err != nil {
			return nil, err
		}
		headers = append(headers, kgo.RecordHeader{Key: string(key), Value: value})
	}
	return headers, nil
}

func recordLine(record *kgo.Record) string {
	var headers []string
	for _, header := range record.Headers {
		headers = append(headers, encode([]byte(header.Key))+":"+encode(header.Value))
	}
	return fmt.Sprintf("%d\t%d\t%d\t%s\t%s\t%s", record.Partition, record.Offset, record.Timestamp.UnixMilli(),
		encode(record.Key), encode(record.Value), strings.Join(headers, ","))
}
