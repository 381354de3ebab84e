package io.varve.metadata.journal.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.dynamodb.TableLocation;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalUriTest {

    @Test
    void everySchemeIsRead() {
        assertThat(JournalUri.parse("file:data/journal")).isEqualTo(new JournalUri.Folder(Path.of("data/journal")));
        assertThat(JournalUri.parse("file:/var/varve")).isEqualTo(new JournalUri.Folder(Path.of("/var/varve")));
        assertThat(JournalUri.parse("file:///var/varve")).isEqualTo(new JournalUri.Folder(Path.of("/var/varve")));
        assertThat(JournalUri.parse("store:")).isEqualTo(new JournalUri.Store());
        assertThat(JournalUri.parse("memory:")).isEqualTo(new JournalUri.Memory());
        assertThat(JournalUri.parse("dynamodb://my_table"))
                .isEqualTo(new JournalUri.Table(new TableLocation("my_table", null, null, false)));
        assertThat(JournalUri.parse("dynamodb://t.1-x?endpoint=http://127.0.0.1:8000&region=eu-central-1&create=true"))
                .isEqualTo(new JournalUri.Table(
                        new TableLocation("t.1-x", URI.create("http://127.0.0.1:8000"), "eu-central-1", true)));
        assertThat(JournalUri.parse("dynamodb://table?endpoint=http%3A%2F%2F%5B%3A%3A1%5D%3A8000"))
                .isEqualTo(
                        new JournalUri.Table(new TableLocation("table", URI.create("http://[::1]:8000"), null, false)));
    }

    @Test
    void onlyWhatOneProcessHoldsNeedsOneProcess() {
        assertThat(JournalUri.parse("file:data").needsOneProcess()).isTrue();
        assertThat(JournalUri.parse("memory:").needsOneProcess()).isTrue();
        assertThat(JournalUri.parse("dynamodb://table").needsOneProcess()).isFalse();
        assertThat(JournalUri.parse("store:").needsOneProcess()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                  | dynamodb://TABLE?endpoint=URL&region=REGION, store: and memory: are known
            journal                             | dynamodb://TABLE?endpoint=URL&region=REGION, store: and memory: are known
            s3://bucket                         | dynamodb://TABLE?endpoint=URL&region=REGION, store: and memory: are known
            file:                               | file:DIR names a folder and takes no parameters
            file://host/dir                     | file:DIR names a folder and takes no parameters
            file:dir?fsync=false                | file:DIR names a folder and takes no parameters
            memory:x                            | nothing follows the colon
            store:?a=b                          | nothing follows the colon
            dynamodb:table                      | a table is named as in dynamodb://TABLE
            dynamodb://                         | is no DynamoDB table name
            dynamodb://a/b                      | is no DynamoDB table name
            dynamodb://table?regin=x            | parameter 'regin' is unknown, create, endpoint, region are known
            dynamodb://table?region             | parameter 'region' has one value
            dynamodb://table?region=            | parameter 'region' has one value
            dynamodb://table?region=a&region=b  | parameter 'region' has one value
            dynamodb://table?region=a&          | parameter '' is unknown
            dynamodb://table?create=yes         | create is true or false, not 'yes'
            dynamodb://table?endpoint=127.0.0.1 | is no endpoint
            dynamodb://table?endpoint=%         | URLDecoder
            """)
    void anythingElseIsOneClearLine(String uri, String message) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> JournalUri.parse(uri))
                .withMessageStartingWith("cannot use '" + uri + "' as a journal: ")
                .withMessageContaining(message)
                .matches(e -> !e.getMessage().contains("\n"))
                .matches(e -> e.kind() == JournalException.Kind.REFUSED);
    }
}
