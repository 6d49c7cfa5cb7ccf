package org.argosy.ops.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the members that a killed process left in its consumer groups. A broker that nobody else uses has no others when it
 * starts; until their sessions ended they would hold partitions that nobody reads.
 */
final class GhostMembers {

    private static final Logger LOG = LoggerFactory.getLogger(GhostMembers.class);
    private static final long TIMEOUT_SECONDS = 10;

    private GhostMembers() {}

    /** Blocks until they are gone. Where that fails, their sessions end by themselves. */
    static void remove(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            List<String> groups = get(admin.listGroups(ListGroupsOptions.forConsumerGroups())
                            .all())
                    .stream()
                    .filter(group -> !group.groupState().equals(Optional.of(GroupState.EMPTY)))
                    .map(GroupListing::groupId)
                    .toList();
            for (String group : groups) {
                get(admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                        .all());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.atInfo().setCause(e).log("Consumers of a killed process are waited for until their sessions end");
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
