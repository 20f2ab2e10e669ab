package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.TlsIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that shows a certificate, for both versions of HTTP and for TCP. */
class TlsTest {
    @TempDir
    private Path folder;

    private static SSLContext trusting(TlsIdentity identity) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "a", TlsIdentity.chain(identity.certificates()).getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfTheseSortsServeBothVersions(String algorithm) throws Exception {
        TlsIdentity identity = Certificates.make(folder, algorithm);
        try (Gate gate = new Gate();
                Backend backend = Backend.saying("safe")) {
            int port = gate.serve(Gate.http(Gate.LIMITS, identity, Gate.to(backend)))
                    .ports()
                    .getOrDefault("web", 0);
            for (HttpClient.Version version : HttpClient.Version.values()) {
                if (version.name().equals("HTTP_3")) {
                    continue;
                }
                try (HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting(identity))
                        .version(version)
                        .build()) {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
                                    .POST(HttpRequest.BodyPublishers.ofString("x".repeat(200_000)))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(answer.version()).isEqualTo(version);
                    assertThat(answer.body()).isEqualTo("safe");
                }
            }
            assertThat(backend.heads.getFirst()).contains("X-Forwarded-Proto: https");
        }
    }

    @Test
    void tcpIsDecryptedAndPassedOn() throws Exception {
        TlsIdentity identity = Certificates.make(folder, "EC");
        try (Gate gate = new Gate();
                Backend backend = Backend.serving((self, in, out) -> in.transferTo(out))) {
            ServiceRoute service = new ServiceRoute(
                    "raw", Protocol.TCP, "127.0.0.1", 0, List.of(), List.of(Gate.to(backend)), Gate.LIMITS, identity);
            int port = gate.serve(service).ports().getOrDefault("raw", 0);
            try (SSLSocket socket =
                    (SSLSocket) trusting(identity).getSocketFactory().createSocket("localhost", port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void anotherCertificateIsShownToNewConnections() throws Exception {
        TlsIdentity first = Certificates.make(folder, "EC");
        TlsIdentity second = Certificates.make(folder, "EC");
        try (Gate gate = new Gate();
                Backend backend = Backend.saying("ok")) {
            int port = gate.serve(Gate.http(Gate.LIMITS, first, Gate.to(backend)))
                    .ports()
                    .getOrDefault("web", 0);
            gate.serve(Gate.http(Gate.LIMITS, second, Gate.to(backend)).at(port));
            try (SSLSocket socket =
                    (SSLSocket) trusting(second).getSocketFactory().createSocket("localhost", port)) {
                socket.setSoTimeout(20_000);
                socket.startHandshake();
                assertThat(socket.getSession().getPeerCertificates()[0])
                        .isEqualTo(TlsIdentity.chain(second.certificates()).getFirst());
            }
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsToldApart() throws Exception {
        TlsIdentity mine = Certificates.make(folder, "EC");
        TlsIdentity other = Certificates.make(folder, "EC");
        assertThat(new TlsIdentity(mine.certificates(), mine.key()).privateKey())
                .isNotNull();
        assertThatThrownBy(() -> new TlsIdentity(mine.certificates(), other.key()).privateKey())
                .hasMessage("does not belong to the certificate");
        assertThatThrownBy(() -> new TlsIdentity(mine.certificates(), "-----BEGIN RSA PRIVATE KEY-----").privateKey())
                .hasMessageContaining("openssl pkcs8 -topk8");
        assertThatThrownBy(() -> TlsIdentity.chain("nothing")).isInstanceOf(IllegalArgumentException.class);
        assertThat(mine.toString()).doesNotContain("BEGIN");
    }
}
