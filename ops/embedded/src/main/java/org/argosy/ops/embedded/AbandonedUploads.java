package org.argosy.ops.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes the parts of multipart uploads that nobody finished: the S3 server keeps them in each bucket under a
 * reserved name, does not list them, and would keep them for ever. A day is far longer than any upload takes.
 */
final class AbandonedUploads {

    private static final String PARTS = ".mpus-*";
    private static final Duration AGE = Duration.ofDays(1);

    private AbandonedUploads() {}

    static void sweep(Path objects) throws IOException {
        FileTime limit = FileTime.from(Instant.now().minus(AGE));
        try (DirectoryStream<Path> buckets = Files.newDirectoryStream(objects, Files::isDirectory)) {
            for (Path bucket : buckets) {
                sweepBucket(bucket, limit);
            }
        }
    }

    private static void sweepBucket(Path bucket, FileTime limit) throws IOException {
        try (DirectoryStream<Path> uploads = Files.newDirectoryStream(bucket, PARTS)) {
            for (Path upload : uploads) {
                if (Files.getLastModifiedTime(upload).compareTo(limit) < 0) {
                    PrivateFiles.deleteTree(upload);
                }
            }
        }
    }
}
