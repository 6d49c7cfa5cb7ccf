package org.argosy.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.SerializationException;
import org.argosy.schemas.avro.BatchEvent;
import org.argosy.schemas.avro.BatchEventKind;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.Span;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroCodecTest {

    private static final AvroCodec<WorkItem> CODEC = AvroCodec.of(WorkItem.class);

    static Stream<Schema> current() {
        return Stream.of(
                WorkItem.getClassSchema(),
                Outcome.getClassSchema(),
                BatchEvent.getClassSchema(),
                Control.getClassSchema(),
                WorkerHeartbeat.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldStayCompatibleBothWaysWithEveryReleasedSchema(Schema current) {
        for (String version : AvroCodec.ReleasedSchemas.VERSIONS) {
            Schema released = AvroCodec.ReleasedSchemas.load(version, current.getName());
            assertThat(compatibility(current, released)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(compatibility(released, current)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @Test
    void shouldReturnWhatWasEncodedWhenBodyIsInline() {
        WorkItem item = item(ByteBuffer.wrap("{\"model\":\"é\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(CODEC.decode(CODEC.encode(item))).isEqualTo(item);
    }

    @Test
    void shouldReturnWhatWasEncodedWhenBodyIsAReference() {
        WorkItem item = item(new BodyRef("inputs/a", 5_000_000_000L, 300_000));

        assertThat(CODEC.decode(CODEC.encode(item))).isEqualTo(item);
    }

    @Test
    void shouldReadRecordsOfEveryReleasedSchema() throws Exception {
        for (String version : AvroCodec.ReleasedSchemas.VERSIONS) {
            Schema released = AvroCodec.ReleasedSchemas.load(version, "BatchEvent");
            BatchEvent event = new BatchEvent("batch_1", BatchEventKind.SUBMITTED, Instant.ofEpochMilli(7));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new BinaryMessageEncoder<BatchEvent>(SpecificData.getForClass(BatchEvent.class), released)
                    .encode(event, bytes);

            assertThat(AvroCodec.of(BatchEvent.class).decode(bytes.toByteArray()))
                    .isEqualTo(event);
        }
    }

    @Test
    void shouldRefuseBytesThatAreNoRecord() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {1, 2, 3}, new byte[64])) {
            assertThatThrownBy(() -> CODEC.decode(bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("WorkItem");
        }
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static WorkItem item(Object body) {
        return WorkItem.newBuilder()
                .setBatchId("batch_1")
                .setLine(17)
                .setCustomId("a")
                .setEndpoint("/v1/embeddings")
                .setModel("m")
                .setBody(body)
                .setModelSpan(new Span(9, 4))
                .setEstimatedTokens(12)
                .setDeadline(Instant.ofEpochMilli(1_790_000_000_000L))
                .setEpoch(3)
                .build();
    }
}
