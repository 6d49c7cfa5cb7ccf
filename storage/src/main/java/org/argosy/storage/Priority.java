package org.argosy.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a batch stands among those of its own tenant. The higher has four times the share of the next, so that none waits
 * for ever. It means nothing to other tenants.
 */
public enum Priority {
    LOW(0.25),
    NORMAL(1),
    HIGH(4);

    private final double weight;

    Priority(double weight) {
        this.weight = weight;
    }

    /** Its part beside batches of other priorities. */
    public double weight() {
        return weight;
    }

    /** As it is written. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Priority> of(String wireName) {
        return Arrays.stream(values())
                .filter(p -> p.wireName().equals(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Priority::wireName).toList();
    }
}
