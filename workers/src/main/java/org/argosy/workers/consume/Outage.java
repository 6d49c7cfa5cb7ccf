package org.argosy.workers.consume;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log once that Kafka is away, not at each try. For one thread. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String model;
    private boolean told;

    Outage(String model) {
        this.model = model;
    }

    void failed(String message, RuntimeException cause) {
        if (!told) {
            told = true;
            LOG.atWarn().addKeyValue("model", model).setCause(cause).log(message);
        }
    }

    void succeeded() {
        told = false;
    }
}
