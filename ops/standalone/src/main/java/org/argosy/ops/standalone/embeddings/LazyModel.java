package org.argosy.ops.standalone.embeddings;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Loads the model when it is first asked for, so that no start waits for it. Thread-safe; a failed load is tried again. */
final class LazyModel {

    private @Nullable MiniLmModel model;

    synchronized MiniLmModel get() throws IOException {
        if (model == null) {
            model = MiniLmModel.load();
        }
        return model;
    }
}
