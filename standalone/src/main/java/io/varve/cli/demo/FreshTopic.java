package io.varve.cli.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// A topic that nobody has written to. An earlier one stays what it is, for it may hold what somebody wants to keep.
final class FreshTopic {

    private FreshTopic() {}

    /// Creates a topic called `name`, or `name-2`, `name-3` and so on where that is taken, and says what it is
    /// called.
    static String create(Admin admin, String name, int partitions) throws InterruptedException, ExecutionException {
        String free = firstFree(name, admin.listTopics().names().get());
        admin.createTopics(List.of(new NewTopic(free, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
        return free;
    }

    static String firstFree(String name, Set<String> taken) {
        Stream<String> numbered = IntStream.rangeClosed(2, taken.size() + 1).mapToObj(number -> name + "-" + number);
        return Stream.concat(Stream.of(name), numbered)
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElseThrow();
    }
}
