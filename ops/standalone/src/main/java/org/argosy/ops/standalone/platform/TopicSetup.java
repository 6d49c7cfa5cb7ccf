package org.argosy.ops.standalone.platform;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ModelSettings;
import org.argosy.schemas.TopicProvisioner;

/** Makes the topics that are missing. */
final class TopicSetup {

    private TopicSetup() {}

    static void run(Map<String, Object> kafka, ArgosySettings settings) {
        try (Admin admin = Admin.create(kafka)) {
            TopicProvisioner topics =
                    new TopicProvisioner(admin, settings.kafka().topics());
            topics.ensureShared();
            topics.ensureModels(
                    settings.models().stream().map(ModelSettings::id).toList());
        } catch (KafkaException e) {
            throw new PlatformException(
                    "Kafka at " + kafka.get("bootstrap.servers") + " cannot be used: " + Causes.root(e), e);
        }
    }
}
