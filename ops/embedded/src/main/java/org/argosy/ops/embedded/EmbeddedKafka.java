package org.argosy.ops.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its KRaft controller in this JVM, on loopback ports that were free when it first started. Its
 * log directory outlives it. What was acknowledged survives a killed process, though not a power cut: Kafka leaves
 * the flush to the operating system, and everything in it can be rebuilt.
 *
 * <p>Thread-safe. All methods but {@link #bootstrapServers()} block while the broker starts or stops.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String META = "meta.properties";
    private static final int BIND_TRIES = 5;

    private final Path directory;
    private List<Integer> ports = List.of();
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts a broker on this directory, which is made when it is missing. Its consumer groups have no members then.
     *
     * @throws EmbeddedServiceException when it does not start
     */
    public static EmbeddedKafka start(Path directory) {
        EmbeddedKafka kafka = new EmbeddedKafka(directory);
        boolean isNew = !Files.exists(directory.resolve(META));
        kafka.start();
        if (!isNew) {
            GhostMembers.remove(kafka.bootstrapServers());
        }
        return kafka;
    }

    /** Host and port of the broker, for {@code bootstrap.servers}. */
    public synchronized String bootstrapServers() {
        return "127.0.0.1:" + ports.getFirst();
    }

    /** Starts it again after {@link #stop()}, on the port it had; does nothing when it runs. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            PrivateFiles.createDirectories(directory);
            if (!Files.exists(directory.resolve(META))) {
                format();
            }
        } catch (Exception e) {
            throw new EmbeddedServiceException("Embedded Kafka cannot use the directory " + directory, e);
        }
        boolean portsAreFixed = !ports.isEmpty();
        for (int attempt = 1; server == null; attempt++) {
            if (!portsAreFixed) {
                ports = FreePorts.find(2);
            }
            server = boot(portsAreFixed || attempt == BIND_TRIES);
        }
    }

    /** Stops it cleanly; the port stays reserved in this object for the next start. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    public synchronized void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    private void format() throws Exception {
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(KafkaSettings.NODE_ID)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(KafkaSettings.CONTROLLER)
                .setIgnoreFormatted(true)
                .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream(), false))
                .run();
    }

    private @Nullable KafkaRaftServer boot(boolean lastTry) {
        KafkaConfig config = new KafkaConfig(KafkaSettings.of(directory, ports.get(0), ports.get(1)), false);
        KafkaRaftServer candidate = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            candidate.startup();
            return candidate;
        } catch (RuntimeException e) {
            candidate.shutdown();
            candidate.awaitShutdown();
            if (lastTry || !isBindFailure(e)) {
                throw new EmbeddedServiceException("Embedded Kafka did not start in " + directory, e);
            }
            LOG.atInfo().addKeyValue("ports", ports).log("A port was taken meanwhile, trying others");
            return null;
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                return true;
            }
        }
        return false;
    }
}
