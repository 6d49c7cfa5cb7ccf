package org.argosy.schemas;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes topics that are not there yet. Existing topics keep the settings that they have. Several processes may provision
 * at once. Safe for use by any number of threads.
 */
public final class TopicProvisioner {

    private final Admin admin;
    private final Topics topics;

    /**
     * @param admin stays the caller's to close
     */
    public TopicProvisioner(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /** Makes the topics that exist whatever models there are. Blocks until the broker has them. */
    public void ensureShared() {
        ensure(topics.shared());
    }

    /** Makes the work topics of these models. Blocks until the broker has them. */
    public void ensureModels(Collection<String> models) {
        ensure(models.stream().map(topics::forModel).toList());
    }

    private void ensure(List<NewTopic> wanted) {
        admin.createTopics(wanted).values().forEach((name, created) -> {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("cannot make topic " + name, e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while making topic " + name, e);
            }
        });
    }
}
