package org.argosy.dispatcher.webhooks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.argosy.storage.webhooks.AddressRules;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Lets a connection have those addresses of a name that may be called. It stands between the look-up and the connection,
 * so that what was checked is what is connected to: a name that changes its address in between gains nothing.
 */
final class GuardedResolver implements SocketAddressResolver {

    private final SocketAddressResolver resolver;
    private final AddressRules rules;

    GuardedResolver(SocketAddressResolver resolver, AddressRules rules) {
        this.resolver = resolver;
        this.rules = rules;
    }

    @Override
    public void resolve(
            String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> connection) {
        resolver.resolve(
                host, port, context, Promise.from(found -> decide(host, found, connection), connection::failed));
    }

    private void decide(String host, List<InetSocketAddress> found, Promise<List<InetSocketAddress>> connection) {
        List<InetSocketAddress> allowed = found.stream()
                .filter(a -> rules.allows(a.getAddress()))
                .map(a -> named(host, a))
                .toList();
        if (allowed.isEmpty()) {
            connection.failed(new ForbiddenAddressException(host));
        } else {
            connection.succeeded(allowed);
        }
    }

    /** TLS takes the name that the certificate must have from the address: it is the URL's, whatever the look-up says. */
    private static InetSocketAddress named(String host, InetSocketAddress address) {
        try {
            byte[] bytes = address.getAddress().getAddress();
            return new InetSocketAddress(InetAddress.getByAddress(host, bytes), address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has neither 4 nor 16 bytes", e);
        }
    }

    /** The name has no address that may be called. */
    static final class ForbiddenAddressException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ForbiddenAddressException(String host) {
            super(host + " has no public address", null, false, false);
        }
    }
}
