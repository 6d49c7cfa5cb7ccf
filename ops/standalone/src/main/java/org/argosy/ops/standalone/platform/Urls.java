package org.argosy.ops.standalone.platform;

import java.net.URI;

/** Addresses as a client on this machine writes them. */
final class Urls {

    private Urls() {}

    /** The loopback address stands for all interfaces. */
    static URI local(String address, int port) {
        boolean everywhere = address.equals("0.0.0.0") || address.equals("::") || address.equals("0:0:0:0:0:0:0:0");
        String host = everywhere ? "127.0.0.1" : address;
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
