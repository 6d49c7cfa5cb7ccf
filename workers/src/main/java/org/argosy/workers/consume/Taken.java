package org.argosy.workers.consume;

import org.apache.kafka.common.TopicPartition;
import org.argosy.workers.forward.Line;

/** A line in this process that has not been started, with the assignment that it belongs to. */
record Taken(TopicPartition partition, long offset, OffsetTracker tracker, Line line) {}
