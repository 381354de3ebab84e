package io.varve.cli.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.Json;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import io.varve.metadata.entry.ObjectRef.Kind;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/// Findings, as people and programs read them.
final class FindingsText {

    private FindingsText() {}

    static void print(Findings findings, PrintStream out) {
        out.println("cluster " + findings.cluster());
        var table = Table.of(
                Column.text("KIND"),
                Column.number("NAMED"),
                Column.number("BYTES"),
                Column.number("UNNAMED"),
                Column.number("BYTES"));
        for (Kind kind : Kind.values()) {
            Amount named = of(findings.named(), kind);
            Amount unnamed = of(findings.unnamed(), kind);
            table.row(name(kind), named.objects(), named.bytes(), unnamed.objects(), unnamed.bytes());
        }
        table.print(out, "");
        row(out, "snapshots", findings.snapshots());
        row(out, "lists of objects to be deleted", findings.condemned());
        row(out, "strangers' objects", findings.strangers());
        findings.missing().forEach(key -> out.println("missing " + key));
        findings.unnamedKeys().forEach(key -> out.println("unnamed " + key));
    }

    private static void row(PrintStream out, String what, Amount amount) {
        out.println(what + ": " + amount.objects() + ", " + amount.bytes() + " bytes");
    }

    static ObjectNode json(Findings findings) {
        ObjectNode json = Json.object();
        json.put("cluster", findings.cluster().clusterId().toString());
        json.put("generation", findings.cluster().generation());
        put(json.putObject("named"), findings.named());
        put(json.putObject("unnamed"), findings.unnamed());
        put(json.putObject("snapshots"), findings.snapshots());
        put(json.putObject("condemned"), findings.condemned());
        put(json.putObject("strangers"), findings.strangers());
        findings.missing().forEach(json.putArray("missing")::add);
        findings.unnamedKeys().forEach(json.putArray("unnamedKeys")::add);
        return json;
    }

    private static void put(ObjectNode json, Map<Kind, Amount> amounts) {
        for (Kind kind : Kind.values()) {
            put(json.putObject(name(kind)), of(amounts, kind));
        }
    }

    private static void put(ObjectNode json, Amount amount) {
        json.put("objects", amount.objects()).put("bytes", amount.bytes());
    }

    private static Amount of(Map<Kind, Amount> amounts, Kind kind) {
        return amounts.getOrDefault(kind, Amount.NONE);
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
