package io.varve.cli.group;

import io.varve.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve group`, with its subcommands.
@Command(
        name = "group",
        description = {
            "Lists, describes, resets and deletes consumer groups.",
            "A name with unusual characters is printed as it has to be typed into bash."
        })
public final class GroupCommand {

    private GroupCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new GroupList(console))
                .addSubcommand(new GroupDescribe(console))
                .addSubcommand(new GroupReset(console))
                .addSubcommand(new GroupDelete(console));
    }
}
