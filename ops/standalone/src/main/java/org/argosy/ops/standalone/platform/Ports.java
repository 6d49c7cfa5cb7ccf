package org.argosy.ops.standalone.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at ports before anything that takes long is started. */
final class Ports {

    private Ports() {}

    /**
     * @throws PlatformException when something listens there, or the address is not of this machine
     */
    static void requireFree(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            InetSocketAddress wanted = new InetSocketAddress(address, port);
            if (wanted.isUnresolved()) {
                throw new PlatformException("The address " + address
                        + " of argosy.server.address is unknown on this machine; use 127.0.0.1 or 0.0.0.0.");
            }
            socket.bind(wanted);
        } catch (IOException e) {
            throw taken(address, port, e);
        }
    }

    static PlatformException taken(String address, int port, IOException cause) {
        return new PlatformException(
                "Cannot listen on " + address + ":" + port + " (" + cause.getMessage()
                        + "); choose another port with --port or argosy.server.port.",
                cause);
    }
}
