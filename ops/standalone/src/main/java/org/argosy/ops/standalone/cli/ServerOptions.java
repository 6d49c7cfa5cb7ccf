package org.argosy.ops.standalone.cli;

import java.net.URI;
import java.util.Optional;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.local.LocalState;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server a client command speaks to, and as whom. */
final class ServerOptions {

    private static final URI DEFAULT = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; ARGOSY_SERVER sets it too. Default: http://127.0.0.1:8080. The key is taken from"
                    + " ARGOSY_API_KEY, else from the data directory when the server runs there.")
    private Optional<URI> server = Optional.empty();

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    /** The server that the user named. */
    Optional<URI> given() {
        return server.or(() -> Optional.ofNullable(System.getenv("ARGOSY_SERVER"))
                        .filter(url -> !url.isBlank())
                        .map(ServerOptions::parse))
                .map(ServerOptions::check);
    }

    DataDirOption dataDir() {
        return dataDir;
    }

    ArgosyClient client() {
        return client(given().orElse(DEFAULT));
    }

    ArgosyClient client(URI url) {
        return at(url, dataDir);
    }

    /** A client of a server, with the key in the environment, else with that of the data directory. */
    static ArgosyClient at(URI url, DataDirOption dataDir) {
        check(url);
        return new ArgosyClient(
                url, EnvironmentKey.toSend(System.getenv()).or(() -> new LocalState(dataDir.orDefault()).keyFor(url)));
    }

    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException _) {
            throw noServer(url);
        }
    }

    private static CommandException noServer(String url) {
        return CommandException.unusable("The server must be a URL like http://127.0.0.1:8080, not '" + url + "'.");
    }

    private static URI check(URI url) {
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().startsWith("http")) {
            throw noServer(url.toString());
        }
        return url;
    }
}
