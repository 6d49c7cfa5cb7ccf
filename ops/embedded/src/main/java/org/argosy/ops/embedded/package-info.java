/** PostgreSQL, Kafka and an S3 server in or beside this process, under one data directory, on loopback only. */
@NullMarked
package org.argosy.ops.embedded;

import org.jspecify.annotations.NullMarked;
