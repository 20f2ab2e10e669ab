package dev.triptych.gateway.wire;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate and its key, as PEM.
 *
 * @param certificates the service's own first, then those that signed it
 * @param key PKCS #8, not encrypted
 */
public record TlsIdentity(String certificates, String key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
    private static final byte[] PROBE = "triptych".getBytes(StandardCharsets.UTF_8);

    /**
     * The certificates, the service's own first.
     *
     * @throws IllegalArgumentException with what is wrong, fit to be shown
     */
    public static List<X509Certificate> chain(String certificates) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("holds no certificate in PEM");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("is not a chain of X.509 certificates in PEM", e);
        }
    }

    /**
     * The key.
     *
     * @throws IllegalArgumentException with what is wrong, fit to be shown; it quotes nothing of the key
     */
    public PrivateKey privateKey() {
        Matcher pem = PKCS8.matcher(key.strip());
        if (!pem.matches()) {
            throw new IllegalArgumentException(
                    "is no unencrypted PKCS #8 key in PEM (BEGIN PRIVATE KEY); convert it: openssl pkcs8 -topk8 -nodes");
        }
        String algorithm = chain(certificates).getFirst().getPublicKey().getAlgorithm();
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            PrivateKey made = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            if (!signsFor(made, algorithm)) {
                throw new IllegalArgumentException("does not belong to the certificate");
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is no " + algorithm + " key, as the certificate needs", e);
        }
    }

    private boolean signsFor(PrivateKey made, String algorithm) throws GeneralSecurityException {
        String name = switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
        Signature signature = Signature.getInstance(name);
        signature.initSign(made);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(chain(certificates).getFirst().getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }

    @Override
    public String toString() {
        return "TlsIdentity[***]";
    }
}
