package io.varve.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page of all settings and their defaults is what the sources come to.
class ConfigurationPageTest {

    private static final Path MADE = Path.of("target", "CONFIGURATION.md");

    private static final String INTRODUCTION = """
            # Configuration

            Made from the sources; a test says so when it is out of date.

            A node takes a setting from the command line (`varve start --help`), else from a system property of the JVM
            (`VARVE_JAVA_OPTS=-Dvarve.zone=a ./varve start`), else from an environment variable, else it takes the default. A
            name that is not in these tables stops the start. Durations are written `250ms`, `10s`, `5m` or `PT1H`, sizes `4K`
            or `256M`. What is set about a topic is Kafka's topic configs: `varve topic describe`, `varve topic alter`.

            Kubernetes gives its pods variables called after services, which look like settings where a service is called
            `varve`: set `enableServiceLinks: false` there.
            """;

    static List<SettingsSource> sources() {
        return SettingsSource.all().stream()
                .sorted(Comparator.comparing(SettingsSource::prefix))
                .toList();
    }

    @Test
    void thePageIsCurrent() throws IOException {
        String page = INTRODUCTION
                + sources().stream().map(ConfigurationPageTest::section).collect(Collectors.joining());
        Files.writeString(MADE, page);

        assertThat(SourceTree.read("docs/CONFIGURATION.md"))
                .as("cp standalone/" + MADE + " docs/CONFIGURATION.md")
                .isEqualTo(page);
    }

    @Test
    void allModulesWithSettingsAreInIt() {
        assertThat(sources()).extracting(SettingsSource::prefix).contains("varve", "varve.ingest", "varve.read");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void itSaysWhatTheProgramWillTake(SettingsSource source) throws ClassNotFoundException {
        var declared = new HashMap<String, @Nullable String>();
        collect(source.prefix(), Class.forName(source.className()), declared);
        var onPage = new HashMap<String, @Nullable String>();
        source.settings()
                .forEach(
                        setting -> onPage.put(setting.key(), setting.byDefault().orElse(null)));

        assertThat(onPage).isEqualTo(declared);
        assertThat(source.settings())
                .allSatisfy(setting -> assertThat(setting.meaning()).endsWith("."));
    }

    private static void collect(String prefix, Class<?> type, Map<String, @Nullable String> settings) {
        for (Method method : type.getMethods()) {
            String key = Setting.key(prefix, method.getName());
            if (method.getReturnType().getEnclosingClass() != null) {
                collect(key, method.getReturnType(), settings);
            } else {
                WithDefault byDefault = method.getAnnotation(WithDefault.class);
                settings.put(key, byDefault == null ? null : byDefault.value());
            }
        }
    }

    private static String section(SettingsSource source) {
        return "\n## `" + source.prefix() + ".…`\n\n" + source.title() + "\n\n"
                + "| setting | variable | default | what it is |\n|---|---|---|---|\n"
                + source.settings().stream()
                        .map(setting -> setting.row() + "\n")
                        .collect(Collectors.joining());
    }
}
