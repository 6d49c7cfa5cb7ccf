package org.argosy.ops.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The broker's properties: one node that is broker and controller, sized to share a heap of 512 MiB. */
final class KafkaSettings {

    /** Over which the coordinator of consumer groups divides them, by the hash of their names. */
    static final int COORDINATOR_PARTITIONS = 4;

    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String BROKER = "BROKER";

    private KafkaSettings() {}

    static Map<String, String> of(Path directory, int brokerPort, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        properties.putAll(identity(directory, brokerPort, controllerPort));
        properties.putAll(singleNode());
        properties.putAll(small());
        return properties;
    }

    private static Map<String, String> identity(Path directory, int brokerPort, int controllerPort) {
        String broker = BROKER + "://127.0.0.1:" + brokerPort;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE_ID),
                "controller.quorum.voters",
                NODE_ID + "@127.0.0.1:" + controllerPort,
                "listeners",
                broker + "," + CONTROLLER + "://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                broker,
                "listener.security.protocol.map",
                BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "inter.broker.listener.name",
                BROKER,
                "controller.listener.names",
                CONTROLLER,
                "log.dirs",
                directory.toString(),
                "auto.create.topics.enable",
                "false");
    }

    private static Map<String, String> singleNode() {
        Map<String, String> properties = new HashMap<>();
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", Integer.toString(COORDINATOR_PARTITIONS));
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.consumer.heartbeat.interval.ms", "1000");
        properties.put("group.consumer.min.heartbeat.interval.ms", "500");
        properties.put("group.consumer.min.session.timeout.ms", "3000");
        properties.put("group.consumer.session.timeout.ms", "15000");
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        return properties;
    }

    private static Map<String, String> small() {
        Map<String, String> properties = new HashMap<>();
        properties.put("message.max.bytes", "2097152");
        properties.put("replica.fetch.max.bytes", "2097152");
        properties.put("socket.request.max.bytes", "16777216");
        properties.put("queued.max.requests", "64");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("group.coordinator.threads", "1");
        properties.put("share.coordinator.threads", "1");
        properties.put("log.cleaner.threads", "1");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        properties.put("log.cleaner.io.buffer.size", "131072");
        properties.put("log.index.size.max.bytes", "524288");
        properties.put("log.segment.bytes", "67108864");
        properties.put("offsets.topic.segment.bytes", "16777216");
        properties.put("transaction.state.log.segment.bytes", "16777216");
        properties.put("share.coordinator.state.topic.segment.bytes", "16777216");
        properties.put("metadata.log.segment.bytes", "16777216");
        properties.put("metadata.max.retention.bytes", "67108864");
        properties.put("fetch.max.bytes", "16777216");
        return properties;
    }
}
