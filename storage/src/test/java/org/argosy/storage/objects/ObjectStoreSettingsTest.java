package org.argosy.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ObjectStoreSettingsTest {

    @Test
    void shouldHideTheCredentialWhenPrinted() {
        assertThat(ObjectStoreSettings.of(URI.create("http://host:9000"), "bucket", "access-half", "secret-half"))
                .asString()
                .contains("http://host:9000", "bucket")
                .doesNotContain("secret-half", "access-half");
    }

    @Test
    void shouldRefuseWhenTheEndpointHasNoHost() {
        assertThatThrownBy(() -> ObjectStoreSettings.of(URI.create("host:9000"), "bucket", "access", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:9000");
    }
}
