package io.sac.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trusts what Java trusts, what the operating system trusts, and the authorities that the organisation names. */
public final class OutboundTrust {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundTrust.class);
    private static final List<Path> SYSTEM_BUNDLES =
            List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

    private OutboundTrust() {}

    /** A TLS context with these authorities; a bundle that cannot be read is left out with a warning. */
    public static SSLContext context(Optional<Path> extraAuthorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            List<Path> bundles = new ArrayList<>(SYSTEM_BUNDLES);
            extraAuthorities.ifPresent(bundles::add);
            int number = 0;
            for (X509Certificate authority : javaAuthorities()) {
                store.setCertificateEntry("java-" + number++, authority);
            }
            for (Path bundle : bundles) {
                for (Certificate authority : read(bundle)) {
                    store.setCertificateEntry("bundle-" + number++, authority);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up", e);
        }
    }

    private static List<X509Certificate> javaAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((@Nullable KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return List.of(trust.getAcceptedIssuers());
            }
        }
        return List.of();
    }

    private static Iterable<? extends Certificate> read(Path bundle) {
        if (!Files.isReadable(bundle)) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(bundle)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("certificates in {} cannot be read and are left out", bundle, e);
            return List.of();
        }
    }
}
