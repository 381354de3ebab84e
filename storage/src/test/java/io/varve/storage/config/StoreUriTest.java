package io.varve.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreUriTest {

    @Test
    void aFolderIsWhatFollowsTheScheme() {
        assertThat(StoreUri.parse("file:data dir/x")).isEqualTo(new StoreUri.Folder(Path.of("data dir/x")));
        assertThat(StoreUri.parse("file:/srv/varve")).isEqualTo(new StoreUri.Folder(Path.of("/srv/varve")));
        assertThat(StoreUri.parse("file:///srv/varve")).isEqualTo(new StoreUri.Folder(Path.of("/srv/varve")));
        assertThat(StoreUri.parse("memory:")).isEqualTo(new StoreUri.Memory());
    }

    @Test
    void aBucketOfAwsNeedsOnlyItsName() {
        assertThat(StoreUri.parse("s3://my-bucket")).isEqualTo(new StoreUri.S3("my-bucket", "", null, null, false));
        assertThat(StoreUri.parse("s3://my-bucket/some/path/?region=eu-west-1"))
                .isEqualTo(new StoreUri.S3("my-bucket", "some/path", null, "eu-west-1", false));
    }

    @Test
    void aBucketElsewhereIsFoundByItsEndpoint() {
        URI endpoint = URI.create("http://127.0.0.1:9000");
        assertThat(StoreUri.parse("s3://b-1?endpoint=http://127.0.0.1:9000/&path-style=true"))
                .isEqualTo(new StoreUri.S3("b-1", "", endpoint, null, true));
        assertThat(StoreUri.parse("s3://b-1?endpoint=http%3A%2F%2F127.0.0.1%3A9000"))
                .isEqualTo(new StoreUri.S3("b-1", "", endpoint, null, true));
        assertThat(StoreUri.parse("s3://b-1?path-style=false&endpoint=http://127.0.0.1:9000"))
                .isEqualTo(new StoreUri.S3("b-1", "", endpoint, null, false));
        assertThat(StoreUri.parse("minio://b-1/p?endpoint=http://127.0.0.1:9000"))
                .isEqualTo(new StoreUri.Minio("b-1", "p", endpoint, "us-east-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', file:DIR",
        "/srv/varve, file:DIR",
        "gs://bucket, s3://BUCKET",
        "file:, names no folder",
        "memory:x, takes nothing",
        "s3:bucket, //BUCKET",
        "s3://, name",
        "s3://B, name",
        "s3://bucket_1, name",
        "s3://bucket/../x, path",
        "s3://bucket?endpiont=http://x, 'known are endpoint, path-style, region'",
        "s3://bucket?region=, region",
        "s3://bucket?region=a&region=b, one value",
        "s3://bucket?path-style=yes, true or false",
        "s3://bucket?endpoint=127.0.0.1:9000, http://HOST:PORT",
        "s3://bucket?endpoint=ftp://host, http://HOST:PORT",
        "s3://bucket?endpoint=http://host/path, http://HOST:PORT",
        "s3://bucket?endpoint=http://user:word@host, http://HOST:PORT",
        "s3://bucket?endpoint=%zz, encoded",
        "minio://bucket, add ?endpoint",
        "minio://bucket?endpoint=http://x&path-style=true, unknown parameter 'path-style'"
    })
    void whatIsWrongIsSaidInOneLineWithWhatToDo(String uri, String advice) {
        assertThatThrownBy(() -> StoreUri.parse(uri))
                .isInstanceOf(StoreConfigException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(advice.replace("''", "'"))
                .doesNotContain("\n");
    }
}
