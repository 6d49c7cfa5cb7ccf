package org.argosy.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.argosy.schemas.avro.WorkItem;

/**
 * Turns one kind of record into Avro's single-object encoding and back. Each value carries the fingerprint of the schema
 * that wrote it, which is resolved against the schemas in this jar: no registry is needed, and records of an earlier
 * release stay readable. Safe for use by any number of threads.
 *
 * @param <T> the generated record
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Single-object encoding</a>
 */
public final class AvroCodec<T extends SpecificRecordBase> {

    static {
        trustGeneratedRecords();
    }

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;
    private final String name;

    private AvroCodec(SpecificData data, Schema schema, SchemaStore released) {
        this.encoder = new BinaryMessageEncoder<>(data, schema, false);
        this.decoder = new BinaryMessageDecoder<>(data, schema, released);
        this.name = schema.getFullName();
    }

    /** The codec of a generated record class. */
    public static <T extends SpecificRecordBase> AvroCodec<T> of(Class<T> type) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        return new AvroCodec<>(data, schema, ReleasedSchemas.of(schema));
    }

    /** Encodes a record. */
    public byte[] encode(T value) {
        try {
            ByteBuffer encoded = encoder.encode(value);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a " + name, e);
        }
    }

    /**
     * Decodes a record written with this schema or an earlier release of it.
     *
     * @throws SerializationException when the bytes are no such record
     */
    public T decode(byte[] bytes) {
        try {
            return decoder.decode(bytes, null);
        } catch (IOException | AvroRuntimeException e) {
            throw new SerializationException("not a readable " + name + " (" + bytes.length + " bytes)", e);
        }
    }

    /** This codec as a Kafka serializer. */
    public Serializer<T> serializer() {
        return (topic, value) -> encode(value);
    }

    /** This codec as a Kafka deserializer, which throws {@link SerializationException} for unreadable bytes. */
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> decode(bytes);
    }

    /** Avro makes no instance of a class that it was not told to trust; what this jar generated may be trusted. */
    private static void trustGeneratedRecords() {
        Package generated = WorkItem.class.getPackage();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> generated.equals(type.getPackage())));
    }

    /** Every schema that a released Argosy wrote, by record name. */
    static final class ReleasedSchemas {

        /** Folders under {@code released/}, oldest first. */
        static final List<String> VERSIONS = List.of("v1");

        private ReleasedSchemas() {}

        static SchemaStore of(Schema current) {
            SchemaStore.Cache store = new SchemaStore.Cache();
            store.addSchema(current);
            VERSIONS.forEach(version -> find(version, current.getName()).ifPresent(store::addSchema));
            return store;
        }

        static Schema load(String version, String record) {
            return find(version, record)
                    .orElseThrow(
                            () -> new IllegalStateException("no schema of " + record + " among those of " + version));
        }

        /** Empty when the record came after that version. */
        private static Optional<Schema> find(String version, String record) {
            String path = "released/" + version + "/" + record + ".avsc";
            try (InputStream in = AvroCodec.class.getResourceAsStream(path)) {
                return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
