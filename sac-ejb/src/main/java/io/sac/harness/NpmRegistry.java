package io.sac.harness;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import io.sac.harness.InstallException.Cause;
import io.sac.outbound.OutboundSettings;
import io.sac.outbound.OutboundTrust;
import io.sac.platform.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks an npm registry directly, through the machine's proxy and trusting its authorities. */
final class NpmRegistry implements PackageSource {
    static final URI PUBLIC = URI.create("https://registry.npmjs.org/");
    private static final int MAX_METADATA = 32 << 20;
    private static final long MAX_PACKAGE = 2L << 30;
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final URI registry;
    private final @Nullable String login;
    private final OutboundSettings outbound;

    /** The address may carry a name and a password; they are sent to its host alone. */
    NpmRegistry(URI address, OutboundSettings outbound) {
        String text = address.toString();
        String userInfo = address.getUserInfo();
        this.login = userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        String plain = userInfo == null ? text : text.replaceFirst("//[^/@]*@", "//");
        this.registry = URI.create(plain.endsWith("/") ? plain : plain + "/");
        this.outbound = outbound;
    }

    @Override
    public Path fetch(NpmPackage wanted, String version, Path folder, Bytes bytes)
            throws IOException, InstallException {
        HttpClient http = client();
        try {
            URI tarball = tarball(http, wanted.packageName(), version);
            Path file = folder.resolve("package.tgz");
            HttpResponse<InputStream> answer = get(http, tarball);
            try (InputStream in = answer.body();
                    OutputStream out = Files.newOutputStream(file)) {
                requireOk(answer.statusCode());
                copy(in, out, bytes);
            }
            return file;
        } catch (SSLException e) {
            throw new InstallException(
                    Cause.NO_NETWORK,
                    "No secure connection to the package registry could be made. Ask an administrator for the company's certificate (NODE_EXTRA_CA_CERTS).",
                    String.valueOf(e.getMessage()),
                    e);
        } catch (java.nio.file.FileSystemException e) {
            throw e;
        } catch (IOException e) {
            if (ProgramInstaller.isDiskFull(e)) {
                throw e;
            }
            throw new InstallException(
                    Cause.NO_NETWORK,
                    "The package registry cannot be reached. Check the network and the proxy, then try again.",
                    registry.getHost() + ": "
                            + Objects.requireNonNullElse(
                                    e.getMessage(), e.getClass().getSimpleName()),
                    e);
        } finally {
            http.shutdownNow();
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20))
                .proxy(outbound.proxy().selector())
                .sslContext(OutboundTrust.context(outbound.extraAuthorities()))
                .build();
    }

    /** Where the package's file is, as the registry says. */
    private URI tarball(HttpClient http, String name, String version) throws IOException, InstallException {
        URI metadata = registry.resolve(name.replace("/", "%2f"));
        HttpResponse<InputStream> answer = get(http, metadata);
        try (InputStream in = answer.body()) {
            requireOk(answer.statusCode());
            JsonNode root = Json.mapper().readTree(in.readNBytes(MAX_METADATA));
            String address = root.path("versions")
                    .path(version)
                    .path("dist")
                    .path("tarball")
                    .asString("");
            if (address.isEmpty()) {
                throw new InstallException(
                        Cause.INSTALL_FAILED,
                        "The package registry does not have version " + version + " of " + name + ".");
            }
            return checked(metadata.resolve(address));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new InstallException(
                    Cause.INSTALL_FAILED,
                    "What answers at the registry's address is no package registry. Ask an administrator to check SAC_NPM_REGISTRY.",
                    null,
                    e);
        }
    }

    private HttpResponse<InputStream> get(HttpClient http, URI first) throws IOException, InstallException {
        URI target = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(60))
                    .header("Accept", "application/vnd.npm.install-v1+json, application/json, */*")
                    .header("User-Agent", "SAC");
            if (login != null && sameHost(target)) {
                request.header("Authorization", login);
            }
            HttpResponse<InputStream> answer = send(http, request.build());
            if (!REDIRECTS.contains(answer.statusCode())) {
                return answer;
            }
            HttpHeaders headers = answer.headers();
            answer.body().close();
            String location = headers.firstValue("location")
                    .orElseThrow(() -> new InstallException(
                            Cause.INSTALL_FAILED, "The package registry sends callers nowhere. Try again later."));
            URI next = checked(target.resolve(location));
            if ("https".equals(target.getScheme()) && !"https".equals(next.getScheme())) {
                throw new InstallException(
                        Cause.INSTALL_FAILED, "The package registry sends callers to an unprotected address.");
            }
            target = next;
        }
        throw new InstallException(Cause.INSTALL_FAILED, "The package registry sends callers in circles.");
    }

    private boolean sameHost(URI target) {
        return Objects.equals(target.getHost(), registry.getHost())
                && target.getPort() == registry.getPort()
                && Objects.equals(target.getScheme(), registry.getScheme());
    }

    private static URI checked(URI target) throws InstallException {
        if (target.getHost() == null || !("https".equals(target.getScheme()) || "http".equals(target.getScheme()))) {
            throw new InstallException(Cause.INSTALL_FAILED, "The package registry names an address that is none.");
        }
        return target;
    }

    private static HttpResponse<InputStream> send(HttpClient http, HttpRequest request)
            throws IOException, InstallException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InstallException.cancelled();
        }
    }

    private static void requireOk(int status) throws InstallException {
        if (status == 401 || status == 403) {
            throw new InstallException(
                    Cause.INSTALL_FAILED,
                    "The package registry refused SAC. Ask an administrator to check SAC_NPM_REGISTRY.");
        }
        if (status == 404) {
            throw new InstallException(
                    Cause.INSTALL_FAILED,
                    "The package registry does not have this program. Ask an administrator to check the registry.");
        }
        if (status != 200) {
            throw new InstallException(
                    Cause.NO_NETWORK, "The package registry answered " + status + ". Try again later.");
        }
    }

    private static void copy(InputStream in, OutputStream out, Bytes bytes) throws IOException, InstallException {
        byte[] buffer = new byte[1 << 16];
        long soFar = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            soFar += read;
            if (soFar > MAX_PACKAGE) {
                throw new InstallException(Cause.INTEGRITY, "What the registry sent is far too large.");
            }
            bytes.received(soFar);
        }
    }
}
