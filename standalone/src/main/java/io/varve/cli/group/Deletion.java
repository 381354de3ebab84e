package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import java.io.PrintStream;
import org.apache.kafka.clients.admin.Admin;

/// Something that is shown first, and deleted if it may be.
sealed interface Deletion permits GroupDeletion, OffsetDeletion {

    /// In a few words, for the question.
    String what();

    void print(PrintStream out);

    /// Deletes what it can, says what came of it and how to take it back.
    ///
    /// @return whether all is deleted
    boolean carryOut(Admin admin, ClusterOptions cluster, Console console) throws InterruptedException;
}
