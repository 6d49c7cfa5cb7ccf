package org.argosy.storage.webhooks;

import java.net.InetAddress;

/**
 * Addresses that begin with the same bits.
 *
 * @param bits how many
 */
record AddressBlock(InetAddress first, int bits) {

    /** A block in CIDR notation. */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        return new AddressBlock(
                InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(InetAddress address) {
        byte[] prefix = first.getAddress();
        byte[] other = address.getAddress();
        if (other.length != prefix.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (prefix[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((prefix[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0;
    }
}
