package io.varve.clients;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;

/// A command line tool of Apache Kafka's, run in this process by its main class, which has to be on the class path.
enum ConsoleTool {
    TOPICS("kafka-topics", "org.apache.kafka.tools.TopicCommand"),
    CONFIGS("kafka-configs", "kafka.admin.ConfigCommand"),
    GROUPS("kafka-consumer-groups", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");

    private final String command;
    private final String mainClass;

    ConsoleTool(String command, String mainClass) {
        this.command = command;
        this.mainClass = mainClass;
    }

    /// What the tool is called, by those who install Kafka.
    String command() {
        return command;
    }

    /// What the tool has printed, on either stream, but for stack traces; and how it ended, unless well.
    String run(String bootstrap, List<String> arguments) throws ReflectiveOperationException {
        String[] all = Stream.concat(Stream.of("--bootstrap-server", bootstrap), arguments.stream())
                .toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        // A tool that is not ended by its exit takes that for a failure, and goes on: what it says first counts.
        var ends = new ArrayList<End>();
        try {
            System.setOut(stream);
            System.setErr(stream);
            Exit.setExitProcedure((status, message) -> {
                ends.add(new End(status, printed.toString(StandardCharsets.UTF_8)));
                throw new Ended();
            });
            call(all);
            ends.add(new End(0, printed.toString(StandardCharsets.UTF_8)));
        } finally {
            Exit.resetExitProcedure();
            System.setOut(out);
            System.setErr(err);
        }
        return ends.getFirst().toString();
    }

    private void call(String[] arguments) throws ReflectiveOperationException {
        try {
            Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof Ended)) {
                throw e;
            }
        }
    }

    private record End(int status, String said) {

        @Override
        public String toString() {
            String lines = said.lines()
                    .filter(line -> !line.matches("\\s+(at |\\.\\.\\. ).*"))
                    .collect(Collectors.joining("\n"));
            return status == 0 ? lines : lines + "\nexit " + status;
        }
    }

    /// Thrown where the tool would end the process.
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
