package org.argosy.storage.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where webhooks may be sent, so that a tenant cannot make the server call its own network. Normally by https to public
 * addresses alone: what IANA's special-purpose registries do not call globally reachable is refused, and so is IPv6 that
 * carries an IPv4 address for a translator. A URL is checked when it is set, and again, with the address that its name
 * has by then, at each try. Immutable.
 *
 * @param allowPrivate lets every address and plain http pass, for tests and closed networks
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4 special-purpose addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6 special-purpose addresses</a>
 */
public record AddressRules(boolean allowPrivate) {

    private static final List<AddressBlock> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(AddressBlock::parse)
            .toList();

    /** All of IPv6 that is handed out for the public; the rest is loopback, local, multicast, mapped, translated or unused. */
    private static final AddressBlock PUBLIC_IPV6 = AddressBlock.parse("2000::/3");

    /** Public addresses by https alone. */
    public static final AddressRules PUBLIC_ONLY = new AddressRules(false);

    /** True when a connection to this address may be made. */
    public boolean allows(InetAddress address) {
        if (allowPrivate) {
            return true;
        }
        boolean handedOut = address.getAddress().length == 4 || PUBLIC_IPV6.contains(address);
        return handedOut && NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
    }

    /**
     * What is wrong with a URL, as a sentence for its owner; empty when it may be used. Does not ask for the address of a
     * name.
     */
    public Optional<String> problem(String url) {
        if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.of("It must be in ASCII, with everything else percent-encoded.");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException _) {
            return Optional.of("It is no valid URL.");
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(allowPrivate && scheme.equals("http"))) {
            return Optional.of("It must begin with https://.");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty() || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("It must name a host, and a port between 1 and 65535 if any.");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("It must not hold a user name or a password.");
        }
        if (uri.getRawFragment() != null) {
            return Optional.of("It must not have a fragment.");
        }
        return allowsHost(uri.getHost())
                ? Optional.empty()
                : Optional.of("Its host is not reachable from the public Internet.");
    }

    private boolean allowsHost(String host) {
        if (allowPrivate) {
            return true;
        }
        boolean ipv6 = host.startsWith("[");
        String name = (ipv6 ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return false;
        }
        try {
            return allows(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException _) {
            return !ipv6;
        }
    }
}
