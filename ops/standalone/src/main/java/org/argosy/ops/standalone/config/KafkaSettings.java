package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.argosy.schemas.Topics;

/**
 * Which Kafka to use: the embedded one when there are no client properties.
 *
 * @param properties of Kafka's clients, by Kafka's own names
 * @param topics how topics are made
 */
public record KafkaSettings(Map<String, String> properties, Topics topics) {

    private static final String SERVERS = "bootstrap.servers";
    private static final String WORK_PARTITIONS = "work-partitions";
    private static final String OUTCOME_PARTITIONS = "outcome-partitions";
    private static final String REPLICATION_FACTOR = "replication-factor";
    private static final Set<String> OWN = Set.of(WORK_PARTITIONS, OUTCOME_PARTITIONS, REPLICATION_FACTOR);

    public KafkaSettings {
        check(
                properties.isEmpty() || properties.containsKey(SERVERS),
                SERVERS,
                "is missing; without it Argosy uses its embedded Kafka, which takes no client properties");
        properties = Map.copyOf(properties);
    }

    /** Whether Argosy runs its own broker. */
    public boolean embedded() {
        return properties.isEmpty();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static KafkaSettings of(Map<String, Object> raw) {
        Map<String, String> properties = new LinkedHashMap<>(FlatKeys.flatten(raw));
        Topics defaults = Topics.defaults();
        int work = number(properties, WORK_PARTITIONS).orElse(defaults.workPartitions());
        int outcomes = number(properties, OUTCOME_PARTITIONS).orElse(defaults.outcomePartitions());
        Optional<Short> replicas = number(properties, REPLICATION_FACTOR).map(Integer::shortValue);
        if (!properties.isEmpty()) {
            Set<String> known = known();
            properties
                    .keySet()
                    .forEach(key -> check(
                            known.contains(key), key, "is no property of Kafka's clients" + Nearest.hint(key, known)));
        }
        return new KafkaSettings(properties, new Topics(work, outcomes, replicas));
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(OWN);
        known.addAll(ProducerConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        return known;
    }

    private static Optional<Integer> number(Map<String, String> properties, String key) {
        String text = properties.remove(key);
        if (text == null) {
            return Optional.empty();
        }
        check(text.matches("[1-9]\\d{0,3}"), key, "must be a number from 1 to 9999, not '" + text + "'");
        return Optional.of(Integer.valueOf(text));
    }

    /** Keeps passwords out of logs. */
    @Override
    public String toString() {
        return "KafkaSettings[servers=" + properties.getOrDefault(SERVERS, "embedded") + ", topics=" + topics + "]";
    }
}
