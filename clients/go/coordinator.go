package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// coordinator prints HOST:PORT of the node that coordinates a group.
func coordinator(bootstrap, group string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	found := kadm.NewClient(client).FindGroupCoordinators(ctx, group)
	if err := found.Error(); err != nil {
		return err
	}
	fmt.Printf("%s:%d\n", found[group].Host, found[group].Port)
	return nil
}
