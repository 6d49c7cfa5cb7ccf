package org.argosy.dispatcher.feed;

import org.apache.kafka.common.Uuid;

/**
 * What Kafka holds of a model's work at one moment. Arrays are by partition.
 *
 * @param id tells the topic from one of the same name that was made after it
 * @param ends one past the last record
 * @param committed the lowest record that is unfinished; what the topic no longer has counts as finished
 * @param outstanding records that are unfinished
 */
record WorkTopic(Uuid id, long[] ends, long[] committed, long[] outstanding) {

    /** Records that are unfinished. */
    long allOutstanding() {
        long sum = 0;
        for (long partition : outstanding) {
            sum += partition;
        }
        return sum;
    }

    /** Whether everything is finished that was there at an earlier look at the same topic. */
    boolean isFinishedUpTo(WorkTopic earlier) {
        for (int p = 0; p < earlier.ends.length; p++) {
            if (outstanding[p] > 0 && committed[p] < earlier.ends[p]) {
                return false;
            }
        }
        return true;
    }

    /** Records that were ever finished. */
    long allFinished() {
        long sum = 0;
        for (int p = 0; p < ends.length; p++) {
            sum += ends[p] - outstanding[p];
        }
        return sum;
    }
}
