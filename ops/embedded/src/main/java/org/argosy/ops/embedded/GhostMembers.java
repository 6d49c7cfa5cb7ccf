package org.argosy.ops.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.utils.Utils;
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
            awaitCoordinator(admin);
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

    /** Until it has loaded its groups it lists those alone that it has: each of its partitions is asked for a group. */
    private static void awaitCoordinator(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<Integer, String> groups = new HashMap<>();
        for (int i = 0; groups.size() < KafkaSettings.COORDINATOR_PARTITIONS; i++) {
            String group = "nobody-" + i;
            groups.putIfAbsent(Utils.abs(group.hashCode()) % KafkaSettings.COORDINATOR_PARTITIONS, group);
        }
        var offsets = admin.listConsumerGroupOffsets(groups.values().stream()
                .collect(Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec())));
        for (String group : groups.values()) {
            try {
                get(offsets.partitionsToOffsetAndMetadata(group));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e;
                }
            }
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
