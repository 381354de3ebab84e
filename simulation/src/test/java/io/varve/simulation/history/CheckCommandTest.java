package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String OPEN = """
            {"op":0,"process":"p","type":"invoke","f":"open","wallMs":1,"monoUs":1}
            {"op":0,"process":"p","type":"ok","f":"open","wallMs":1,"monoUs":2,"producer":"plain"}
            """;

    @TempDir
    Path folder;

    private Path file;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void setUp() {
        file = folder.resolve("history.jsonl");
    }

    @Test
    void endsWith0WhereTheHistoryIsClean() throws Exception {
        assertThat(run(GoldenHistoriesTest.file("clean"))).isZero();
        assertThat(out.toString()).endsWith("0 anomalies\n");
    }

    @Test
    void endsWith1WhereItIsNotAndNamesTheRule() throws Exception {
        assertThat(run(GoldenHistoriesTest.file("lost-write"))).isEqualTo(1);
        assertThat(out.toString()).contains("lost-write: value 2 of producer-1").contains("operations [4]");
    }

    @Test
    void jsonHasTheSame() throws Exception {
        assertThat(run(GoldenHistoriesTest.file("lost-write"), "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"lost-write\" : 1").contains("\"clean\" : false");
    }

    @Test
    void endsWith2WhereALineIsNoJson() throws Exception {
        assertRefused(OPEN + "{\"op\":1,\n", "line 3: no JSON");
    }

    @Test
    void endsWith2WhereAFieldIsMissing() throws Exception {
        assertRefused(OPEN + "{\"op\":1}\n", "line 3: process is a text, and is missing");
    }

    @Test
    void endsWith2WhereALabelIsUnknown() throws Exception {
        assertRefused(OPEN.replace("invoke", "begin"), "line 1: there is no type 'begin'");
    }

    @Test
    void endsWith2WhereMoreThanAnEventIsOnALine() throws Exception {
        assertRefused(OPEN.strip().replace("\n", " "), "line 1: no JSON");
    }

    @Test
    void endsWith2WhereAnOperationEndsThatHasNotBegun() throws Exception {
        assertRefused(
                OPEN + "{\"op\":7,\"process\":\"p\",\"type\":\"ok\",\"f\":\"poll\",\"wallMs\":1,\"monoUs\":3}\n",
                "line 3: operation 7 ends, but has not begun");
    }

    @Test
    void endsWith2WhereAProcessSendsThatHasNotOpened() throws Exception {
        assertRefused(
                "{\"op\":7,\"process\":\"q\",\"type\":\"invoke\",\"f\":\"send\",\"wallMs\":1,\"monoUs\":3,"
                        + "\"sends\":[[\"orders-0\",1]]}\n",
                "line 1: q sends, but has not opened a producer");
    }

    @Test
    void endsWith2WhereThereIsNoFile() {
        assertThat(run(file)).isEqualTo(2);
        assertThat(err.toString()).contains("cannot read " + file);
    }

    private void assertRefused(String history, String why) throws Exception {
        Files.writeString(file, history);

        assertThat(run(file)).isEqualTo(2);
        assertThat(err.toString()).startsWith("varve: " + file + ", " + why);
        assertThat(out.toString()).isEmpty();
    }

    private int run(Path history, String... options) {
        var line = HistoryCommand.line(new PrintWriter(out, true), new PrintWriter(err, true));
        var arguments = new ArrayList<String>(List.of("check", history.toString()));
        arguments.addAll(List.of(options));
        return line.execute(arguments.toArray(String[]::new));
    }
}
