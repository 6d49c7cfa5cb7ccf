package org.argosy.workers.forward;

import java.time.Duration;
import org.argosy.schemas.avro.Outcome;

/** What follows from a reply. */
sealed interface Step {

    /** The line is done. */
    record Ended(Outcome outcome) implements Step {}

    /** It is to be sent again, not before this pause is over. */
    record Again(Duration pause) implements Step {}
}
