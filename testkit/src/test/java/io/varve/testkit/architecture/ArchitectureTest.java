package io.varve.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("architecture")
class ArchitectureTest {

    private static final String NULL_MARKED = "@org.jspecify.annotations.NullMarked ";

    @TempDir
    private Path folder;

    @Test
    void testkitKeepsToTheRules() {
        Architecture.check(VarveModule.TESTKIT);
    }

    /// Core cannot use the testkit, which is built on it.
    @Test
    void coreKeepsToTheRules() throws URISyntaxException {
        Architecture.check(
                VarveModule.CORE,
                Path.of(Id128.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    @Test
    void moduleMayUseThoseBelowIt() throws IOException {
        compile("io.varve.log.A", "io.varve.core.A", "io.varve.storage.A", "io.varve.metadata.A");

        Architecture.check(VarveModule.LOG, only("io/varve/log"));
    }

    @Test
    void moduleMayNotUseThoseAboveIt() throws IOException {
        compile("io.varve.metadata.A", "io.varve.log.A");

        assertBroken(VarveModule.METADATA, "io/varve/metadata", "io.varve.log.A");
    }

    @Test
    void rolesMayNotUseEachOther() throws IOException {
        compile("io.varve.ingest.A", "io.varve.reader.A");

        assertBroken(VarveModule.INGEST, "io/varve/ingest", "io.varve.reader.A");
    }

    @Test
    void shippedModuleMayNotUseTheTestkit() throws IOException {
        compile("io.varve.node.A", "io.varve.testkit.A");

        assertBroken(VarveModule.NODE, "io/varve/node", "io.varve.testkit.A");
    }

    @Test
    void moduleHasNoPackageOfAnotherName() throws IOException {
        compile("io.varve.elsewhere.A");

        assertBroken(VarveModule.STORAGE, "io/varve/elsewhere", "io.varve.elsewhere.A");
    }

    @Test
    void libraryIsSeenByItsPackageAlone() throws IOException {
        compile("io.varve.storage.s3.A", "software.amazon.awssdk.services.s3.S3Client");
        compile("io.varve.storage.B", "software.amazon.awssdk.services.s3.S3Client");

        Architecture.check(VarveModule.STORAGE, only("io/varve/storage/s3"));
        assertBroken(VarveModule.STORAGE, "io/varve/storage", "io.varve.storage.B");
    }

    @Test
    void packagesFormNoCircle() throws IOException {
        write("io.varve.log.a.A", "io.varve.log.b.B");
        write("io.varve.log.b.B", "io.varve.log.a.A");
        compileWritten();

        assertBroken(VarveModule.LOG, "io/varve/log", "Cycle detected");
    }

    @Test
    void packageIsNullMarked() throws IOException {
        compile("io.varve.log.A");
        Files.delete(folder.resolve("io/varve/log/package-info.class"));

        assertBroken(VarveModule.LOG, "io/varve/log", "without a @NullMarked");
    }

    @Test
    void classIsNotNamedForWhatItIsNot() throws IOException {
        compile("io.varve.log.OffsetManager");
        assertBroken(VarveModule.LOG, "io/varve/log", "OffsetManager");

        compile("io.varve.log.fetch.PlannerImpl");
        assertBroken(VarveModule.LOG, "io/varve/log/fetch", "PlannerImpl");
    }

    private void assertBroken(VarveModule module, String classes, String naming) {
        assertThatThrownBy(() -> Architecture.check(module, only(classes)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(naming);
    }

    private Path only(String classes) {
        Path only = folder.resolve(classes);
        assertThat(only).isDirectory();
        return only;
    }

    /// Compiles a class that uses the others, which are made as well.
    private void compile(String type, String... used) throws IOException {
        write(type, used);
        for (String other : used) {
            write(other);
        }
        compileWritten();
    }

    private void write(String type, String... used) throws IOException {
        int dot = type.lastIndexOf('.');
        Path sources = folder.resolve(type.substring(0, dot).replace('.', '/'));
        Files.createDirectories(sources);
        var body = new StringBuilder();
        for (int i = 0; i < used.length; i++) {
            body.append("public ").append(used[i]).append(" field").append(i).append(";");
        }
        String inPackage = "package " + type.substring(0, dot) + ";";
        Files.writeString(sources.resolve("package-info.java"), NULL_MARKED + inPackage);
        Files.writeString(
                sources.resolve(type.substring(dot + 1) + ".java"),
                inPackage + "public class " + type.substring(dot + 1) + " {" + body + "}");
    }

    private void compileWritten() throws IOException {
        var arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                Path.of(org.jspecify.annotations.NullMarked.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString()));
        try (var files = Files.walk(folder)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }
}
