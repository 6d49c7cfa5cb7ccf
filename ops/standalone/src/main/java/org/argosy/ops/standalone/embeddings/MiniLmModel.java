package org.argosy.ops.standalone.embeddings;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * all-MiniLM-L6-v2, quantised, from the class path. It computes on the calling thread alone: how many texts are embedded
 * at a time is up to the caller, and the ONNX runtime starts no threads of its own (by default it takes every core).
 */
final class MiniLmModel extends AbstractInProcessEmbeddingModel {

    /** From this many tokens on the tokenizer has cut the text, or may have. */
    static final int CUT_TOKENS = 510;

    private static final int WITH_MARKERS = CUT_TOKENS + 2;
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
    private static final Pattern MAX_LENGTH = Pattern.compile("(?<key>\"max_length\"\\s*:\\s*)[0-9]+");
    private static final String DJL_TRACKING = "OPT_OUT_TRACKING";

    private final OnnxBertBiEncoder encoder;

    private MiniLmModel(OnnxBertBiEncoder encoder) {
        super(Runnable::run);
        this.encoder = encoder;
    }

    /**
     * Loads model and native libraries; takes about a second and 100 MB outside the heap.
     *
     * @throws IOException when they are not there or do not run on this platform
     */
    static MiniLmModel load() throws IOException {
        // The tokenizer's library reports its use from cloud machines unless it is told not to.
        System.setProperty(DJL_TRACKING, "true");
        try (var options = new OrtSession.SessionOptions();
                InputStream model = resource(MODEL);
                InputStream tokenizer = lengthened(resource(TOKENIZER))) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            var environment = OrtEnvironment.getEnvironment();
            var session = environment.createSession(model.readAllBytes(), options);
            return new MiniLmModel(new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN));
        } catch (OrtException | RuntimeException | LinkageError e) {
            throw new IOException(
                    "The local embedding model cannot run on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return LocalEmbeddingServer.DIMENSIONS;
    }

    /** The tokenizer's own settings cut every text at 128 tokens; the model, and its library, go up to 512. */
    private static InputStream lengthened(InputStream settings) throws IOException {
        try (settings) {
            String text = new String(settings.readAllBytes(), StandardCharsets.UTF_8);
            String whole = MAX_LENGTH.matcher(text).replaceFirst("${key}" + WITH_MARKERS);
            return new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = MiniLmModel.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException("The local embedding model's " + name + " is not on the class path");
        }
        return stream;
    }
}
