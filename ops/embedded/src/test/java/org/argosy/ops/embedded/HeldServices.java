package org.argosy.ops.embedded;

import java.nio.file.Path;

/** A process that holds the embedded services until its standard input ends or it is killed. */
final class HeldServices {

    private HeldServices() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedServices services = EmbeddedServices.start(Path.of(arguments[0]))) {
            ObjectStoreConnection store = services.objectStore().connection();
            System.out.println(String.join(
                    " ",
                    "READY",
                    services.postgres().connection().jdbcUrl(),
                    services.postgres().connection().password(),
                    services.kafka().bootstrapServers(),
                    store.endpoint().toString()));
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
