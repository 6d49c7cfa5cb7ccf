package org.argosy.storage.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SigningSecretTest {

    @Test
    void shouldReadWhatItWrites() {
        SigningSecret secret = SigningSecret.next();

        assertThat(secret.bytes()).hasSize(32);
        assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(SigningSecret.parse(secret.text()).bytes()).isEqualTo(secret.bytes());
        assertThat(SigningSecret.next().text()).isNotEqualTo(secret.text());
    }

    @Test
    void shouldNotShowItself() {
        SigningSecret secret = SigningSecret.next();

        assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
        assertThat(secret.hint()).startsWith("whsec_...").hasSize(14);
        assertThat(secret.text()).endsWith(secret.hint().substring(9));
    }
}
