package org.argosy.ops.standalone.platform;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ModelSettings;
import org.argosy.schemas.TopicProvisioner;

/** Makes the topics that are missing. */
final class TopicSetup {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private TopicSetup() {}

    /**
     * @throws KafkaException within seconds when the broker does not answer
     */
    static void run(Map<String, Object> kafka, ArgosySettings settings) {
        try (Admin admin = Admin.create(kafka)) {
            requireAnswer(admin);
            TopicProvisioner topics =
                    new TopicProvisioner(admin, settings.kafka().topics());
            topics.ensureShared();
            topics.ensureModels(
                    settings.models().stream().map(ModelSettings::id).toList());
        }
    }

    private static void requireAnswer(Admin admin) {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(Math.toIntExact(ANSWER_LIMIT.toMillis())))
                    .clusterId()
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("no answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
