package org.argosy.storage.objects;

import io.minio.ListObjectsV2Args;
import io.minio.ListObjectsV2Response;
import io.minio.MinioAsyncClient;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A listing that asks for the next page when the last one is used up. Not thread-safe. */
final class Listing implements Iterator<ObjectStore.StoredObject> {

    private static final int PAGE = 1_000;

    private final MinioAsyncClient client;
    private final String bucket;
    private final String prefix;
    private @Nullable String continuation;
    private boolean lastPage;
    private Iterator<ObjectStore.StoredObject> page = Collections.emptyIterator();

    Listing(MinioAsyncClient client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && !lastPage) {
            fetch();
        }
        return page.hasNext();
    }

    @Override
    public ObjectStore.StoredObject next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more objects under " + prefix);
        }
        return page.next();
    }

    private void fetch() {
        ListObjectsV2Args.Builder args = ListObjectsV2Args.builder()
                .bucket(bucket)
                .prefix(prefix)
                .delimiter("")
                .encodingType("url")
                .maxKeys(PAGE);
        if (continuation != null) {
            args.continuationToken(continuation);
        }
        ListObjectsV2Response response =
                S3Calls.await(client.listObjectsV2(args.build()), "list objects under", prefix);
        continuation = response.result().nextContinuationToken();
        lastPage = !response.result().isTruncated();
        page = response.result().contents().stream()
                .map(item -> new ObjectStore.StoredObject(
                        item.objectName(), item.size(), item.lastModified().toInstant()))
                .iterator();
    }
}
