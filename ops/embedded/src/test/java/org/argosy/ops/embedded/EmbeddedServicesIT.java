package org.argosy.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.argosy.ops.embedded.EmbeddedServices.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class EmbeddedServicesIT {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServicesIT.class);

    @TempDir
    private Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws Exception {
        for (Process child : children) {
            child.outputWriter().close();
            if (!child.waitFor(20, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        }
    }

    @Test
    void shouldTakeOverWhatAKilledProcessLeftBehind() throws Exception {
        String[] ready = startChild();
        PostgresConnection database = new PostgresConnection(ready[1], "argosy", ready[2]);
        Databases.execute(database, "CREATE TABLE kept AS SELECT 'here' AS value");
        Topics.create(ready[3], "kept");
        Topics.send(ready[3], "kept", "one");
        Path object = directory.resolve("objects/objects/argosy/kept");
        Files.writeString(object, "body");

        children.getFirst().destroyForcibly().waitFor();
        long orphan = postmaster();
        assertThat(ProcessHandle.of(orphan)).as("PostgreSQL outlives its JVM").isPresent();

        long begun = System.nanoTime();
        try (EmbeddedServices services = EmbeddedServices.start(directory)) {
            report("after a kill", begun);
            assertThat(postmaster()).isNotEqualTo(orphan);
            assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(Databases.query(services.postgres().connection(), "SELECT value FROM kept"))
                    .isEqualTo("here");
            assertThat(Topics.read(services.kafka().bootstrapServers(), "kept", 1))
                    .containsExactly("one");
            assertThat(object).hasContent("body");
        }
        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void shouldRefuseADirectoryWhenAnotherProcessHasIt() throws Exception {
        startChild();

        assertThatThrownBy(() -> EmbeddedServices.start(directory, Set.of(Service.OBJECT_STORE)))
                .isInstanceOf(DataDirectoryInUseException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(Long.toString(children.getFirst().pid()));
    }

    @Test
    void shouldStartOnlyWhatIsWantedAndGiveTheDirectoryFreeWhenClosed() {
        Set<Service> wanted = EnumSet.of(Service.OBJECT_STORE);
        try (EmbeddedServices services = EmbeddedServices.start(directory, wanted)) {
            assertThat(services.objectStore().connection().bucket()).isEqualTo("argosy");
            assertThatThrownBy(services::kafka).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> EmbeddedServices.start(directory, wanted))
                    .isInstanceOf(DataDirectoryInUseException.class);
        }
        EmbeddedServices.start(directory, wanted).close();
    }

    @Test
    void shouldFreeTheDirectoryWhenOneServiceDoesNotStart() throws Exception {
        Files.createFile(directory.resolve("kafka"));

        assertThatThrownBy(() -> EmbeddedServices.start(directory))
                .isInstanceOf(EmbeddedServiceException.class)
                .hasMessageContaining("kafka");

        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
        Files.delete(directory.resolve("kafka"));
        long begun = System.nanoTime();
        try (EmbeddedServices services = EmbeddedServices.start(directory)) {
            report("warm", begun);
            assertThat(services.kafka().bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    private String[] startChild() throws IOException {
        long begun = System.nanoTime();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HeldServices.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("READY")) {
            line = output.readLine();
        }
        report("first start in a new process", begun);
        assertThat(line).as("the child process reports its services").isNotNull();
        return line.split(" ");
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(directory.resolve("postgres/data/postmaster.pid"))
                .getFirst());
    }

    private static void report(String what, long begun) {
        LOG.atInfo()
                .addKeyValue("start", what)
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
                .log("Embedded services are up");
    }
}
