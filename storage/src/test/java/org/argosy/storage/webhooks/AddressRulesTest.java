package org.argosy.storage.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private static final AddressRules OPEN = new AddressRules(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:0:7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void shouldRefuseWhatIsNotPublic(String address) {
        assertThat(AddressRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
                .isFalse();
        assertThat(OPEN.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2001:200::1",
                "2606:4700:4700::1111",
                "2a00:1450:4001:81b::200e",
                "2003::1"
            })
    void shouldLetPublicAddressesPass(String address) {
        assertThat(AddressRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
                .isTrue();
    }

    /** Java turns such bytes into IPv4; this holds should that change. */
    @ParameterizedTest
    @ValueSource(ints = {10, 127})
    void shouldRefuseAMappedAddressMadeOfBytes(int first) throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = (byte) first;
        mapped[15] = 1;

        assertThat(AddressRules.PUBLIC_ONLY.allows(InetAddress.getByAddress(mapped)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com/in",
                "//hooks.example.com",
                "http://hooks.example.com/in",
                "ftp://hooks.example.com/in",
                "file:///etc/passwd",
                "https:hooks.example.com",
                "https://",
                "https:///in",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:65536/",
                "https://hooks.example.com:port/",
                "https://hooks.example.com/a b",
                "https://user@hooks.example.com/",
                "https://user:pass@hooks.example.com/",
                "https://@hooks.example.com/",
                "https://hooks.example.com/#part",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://a.localhost/",
                "https://localhost./",
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1%25eth0]/",
                "https://10.1.2.3:8443/in",
                "https://169.254.169.254/latest/meta-data/"
            })
    void shouldRefuseUrls(String url) {
        assertThat(AddressRules.PUBLIC_ONLY.problem(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com",
                "HTTPS://hooks.example.com/in?a=b&c=%20",
                "https://hooks.example.com:8443/in",
                "https://8.8.8.8/in",
                "https://[2606:4700:4700::1111]:444/in",
                "https://xn--bcher-kva.example/in"
            })
    void shouldAcceptUrls(String url) {
        assertThat(AddressRules.PUBLIC_ONLY.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080/in", "https://localhost/in", "http://[::1]/", "http://lab-host/"})
    void shouldAcceptClosedNetworksWhenToldTo(String url) {
        assertThat(OPEN.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://"})
    void shouldStillRefuseNonsenseWhenToldTo(String url) {
        assertThat(OPEN.problem(url)).isPresent();
    }
}
