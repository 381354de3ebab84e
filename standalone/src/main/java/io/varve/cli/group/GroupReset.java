package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import io.varve.core.CrashPoints;
import io.varve.core.SystemDoors;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `varve group reset`.
@Command(
        name = "reset",
        description = {
            "Moves the committed offsets of a group that nobody is a member of.",
            "Shows first what would be written, which is then exactly what is written, and in the end the command that"
                    + " takes it back."
        },
        sortOptions = false)
final class GroupReset implements Callable<Integer> {

    @Parameters(
            paramLabel = "GROUP",
            converter = GroupName.class,
            description = "Name of the group; one that does not exist is made.")
    private String group = "";

    @ArgGroup
    private ResetOptions.@Nullable Scope scope;

    @ArgGroup(multiplicity = "1")
    private ResetOptions.Target target = new ResetOptions.Target();

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Keeps what the offsets shall become in a new file, for --from or kafka-consumer-groups.")
    private @Nullable Path export;

    @Mixin
    private final Consent consent = new Consent();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec command;

    private final Console console;

    GroupReset(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        ResetTarget to = target();
        consent.demandSomebodyToAsk(console);
        try (Admin admin = cluster.admin()) {
            Optional<ConsumerGroupDescription> found = new GroupReader(admin).describe(group);
            found.ifPresent(this::demandNoMembers);
            var planner = new ResetPlanner(admin, group);
            ResetPlan plan = planner.plan(to, scope == null ? List.of() : scope.topics());
            new ResetText(console.out()).print(group, found.isEmpty(), plan);
            if (export != null) {
                PlanFile.save(export, plan.targets());
            }
            if (consent.isDryRun()) {
                return 0;
            }
            consent.demand(console, "Write " + GroupText.count(plan.moves().size(), "offset") + "?");
            if (!planner.stillHolds(plan)) {
                throw new CommandException(GroupFailures.PLAN_IS_OLD);
            }
            return write(admin, plan);
        } catch (ExecutionException e) {
            throw new CommandException(Printable.cell(group) + ": " + new GroupFailures(cluster).words(e), e);
        }
    }

    private ResetTarget target() {
        String file = target.planFile();
        if ((file == null) == (scope == null)) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "say which partitions: either --topic or --all-topics, or a file of --from");
        }
        if (file == null) {
            return target.target(SystemDoors.open(CrashPoints.OFF).clock().wallMs());
        }
        return new ResetTarget.Planned(PlanFile.load(file, console, group));
    }

    private void demandNoMembers(ConsumerGroupDescription description) {
        if (description.groupState() != GroupState.EMPTY) {
            throw new CommandException(GroupFailures.hasMembers(description));
        }
    }

    private int write(Admin admin, ResetPlan plan) throws InterruptedException {
        Map<TopicPartition, Long> targets = plan.targets();
        AlterConsumerGroupOffsetsResult altered = admin.alterConsumerGroupOffsets(
                group,
                targets.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue()))));
        Collection<TopicPartition> written =
                new OffsetOutcomes(console, cluster, group).await("wrote", targets.keySet(), altered::partitionResult);
        new Undo(cluster.bootstrap(), group).print(console.out(), written, plan.committed());
        return written.size() == targets.size() ? 0 : 1;
    }
}
