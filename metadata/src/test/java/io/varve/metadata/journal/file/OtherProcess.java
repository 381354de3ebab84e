package io.varve.metadata.journal.file;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Java process of its own that opens a journal.
final class OtherProcess {

    static final int SHARDS = 4;

    private OtherProcess() {}

    /// Lets a process open the journal and end.
    ///
    /// @return what came of it
    static String opens(Path folder) throws IOException {
        Process process = start("open", folder);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /// Lets a process append to several shards at once, and kills it after so many appends.
    ///
    /// @return the appends that it reported before it died, each as shard and sequence
    static List<String> appendsUntilKilled(Path folder, int appends) throws IOException {
        Process process = start("append", folder);
        var reported = new ArrayList<String>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reported.add(line);
                if (reported.size() == appends) {
                    // By its handle, since the process itself would close the stream as well.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        // The last line may be half a line.
        reported.removeLast();
        return reported;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (var journal = FileJournal.open(Path.of(arguments[1]), () -> 42)) {
            if (arguments[0].equals("open")) {
                System.out.println("opened");
                return;
            }
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < SHARDS; i++) {
                ShardId shard = ShardId.data(i);
                writers.add(Thread.ofVirtual().start(() -> appendForEver(journal, shard)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        } catch (JournalException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }

    private static void appendForEver(FileJournal journal, ShardId shard) {
        for (long sequence = 0; ; sequence++) {
            if (journal.append(shard, sequence, entry(shard, sequence)) instanceof AppendOutcome.Appended) {
                System.out.println(name(shard, sequence));
            }
        }
    }

    /// A line of the report.
    static String name(ShardId shard, long sequence) {
        return shard + " " + sequence;
    }

    static byte[] entry(ShardId shard, long sequence) {
        return name(shard, sequence).repeat(1 + (int) (sequence % 50)).getBytes(StandardCharsets.UTF_8);
    }

    private static Process start(String what, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        what,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
