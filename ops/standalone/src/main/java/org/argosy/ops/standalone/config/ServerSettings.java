package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

/**
 * Where the API listens.
 *
 * @param address of the network interface; loopback by default, for requests carry keys in the clear
 * @param port 0 for a free one
 * @param managementAddress of {@code /metrics} and the probes; loopback by default
 * @param managementPort of the same; 0 for a free one
 * @param spoolSize disk that uploads may take in the data directory while they wait for their turn
 * @param downloads files and results that may be sent at once
 * @param tenantDownloads the same of one tenant
 */
public record ServerSettings(
        String address,
        int port,
        String managementAddress,
        int managementPort,
        DataSize spoolSize,
        int downloads,
        int tenantDownloads) {

    public ServerSettings {
        check(!address.isBlank(), "address", "must name an interface, for example 127.0.0.1 or 0.0.0.0");
        check(
                !managementAddress.isBlank(),
                "management-address",
                "must name an interface, for example 127.0.0.1 or 0.0.0.0");
        check(port >= 0 && port <= 65_535, "port", "must be between 0 and 65535");
        check(managementPort >= 0 && managementPort <= 65_535, "management-port", "must be between 0 and 65535");
        check(downloads > 0, "downloads", "must be above 0");
        check(tenantDownloads > 0, "tenant-downloads", "must be above 0");
    }

    ServerSettings withPort(int other) {
        return new ServerSettings(
                address, other, managementAddress, managementPort, spoolSize, downloads, tenantDownloads);
    }
}
