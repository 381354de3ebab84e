package io.varve.cli.topic;

import io.varve.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve topic`, with its subcommands.
@Command(name = "topic", description = "Creates, lists, describes, alters and deletes topics.")
public final class TopicCommand {

    private TopicCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new TopicCommand())
                .addSubcommand(new TopicCreate(console))
                .addSubcommand(new TopicList(console))
                .addSubcommand(new TopicDescribe(console))
                .addSubcommand(new TopicAlter(console))
                .addSubcommand(new TopicDelete(console));
    }
}
