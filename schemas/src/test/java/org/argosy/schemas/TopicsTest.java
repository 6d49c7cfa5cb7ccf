package org.argosy.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-oss-120b", "a b", "模型", "..", "x", "Meta:Llama@3.1/8B"})
    void shouldNameALegalTopicForAnyModel(String model) {
        assertThat(Topic.isValid(Topics.work(model))).isTrue();
        assertThat(Topic.isValid(Topics.work(model.repeat(200)))).isTrue();
    }

    @Test
    void shouldKeepModelsApartThatShareASlug() {
        assertThat(Topics.work("a/b")).startsWith("argosy.work.v1.a-b-").isNotEqualTo(Topics.work("a-b"));
        assertThat(Topics.work("A")).isNotEqualTo(Topics.work("a"));
    }
}
