package org.argosy.dispatcher.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.argosy.storage.webhooks.SigningSecret;

/**
 * The header {@code webhook-signature} of Standard Webhooks: a signature for each secret, so that a receiver may know
 * either during a rotation. Split by single spaces, which is all that OpenAI's SDK for Node takes.
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * @param timestamp Unix seconds, as they are sent
     */
    static String of(String id, long timestamp, String payload, List<SigningSecret> secrets) {
        byte[] signed = (id + "." + timestamp + "." + payload).getBytes(UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret.bytes(), signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no " + ALGORITHM, e);
        }
    }
}
