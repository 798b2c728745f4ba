package io.sac.output;

import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.account.SignedUrls;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signed addresses of output files. Each is bound to its file; that of a page's preview to the page's folder, so that
 * it finds the pictures and styles beside it: the folder is one segment of the address and the rest of the path stands
 * behind it, so relative links stay within what was signed.
 */
@ApplicationScoped
public class OutputLinks {
    private static final String BASE = "api/workspace/output/signed/";
    private static final String ONLY_FILE = "-";
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final SignedUrls signatures;
    private final OutputFiles files;
    private final OutputSettings settings;

    @SuppressWarnings("NullAway") // for the client proxy
    protected OutputLinks() {
        this(null, null, null);
    }

    @Inject
    public OutputLinks(SignedUrls signatures, OutputFiles files, OutputSettings settings) {
        this.signatures = signatures;
        this.files = files;
        this.settings = settings;
    }

    /** An address for this file or, for a download, folder. */
    public OutputLink create(Principal principal, long agentId, OutputPath path, LinkPurpose purpose) {
        if (path.isFolder()) {
            files.require(principal, Permission.VIEW, agentId);
            if (purpose == LinkPurpose.PREVIEW) {
                throw new InvalidRequestException("path", "A folder has no preview.");
            }
        } else {
            files.content(principal, agentId, path);
        }
        return purpose == LinkPurpose.DOWNLOAD ? download(principal, agentId, path) : preview(principal, agentId, path);
    }

    /** The file or folder that a download's address names, and who follows it. */
    public Followed followDownload(String signature, long agentId, String segment) {
        OutputPath path = new OutputPath(decode(segment));
        return new Followed(signatures.verify(signature, scope(LinkPurpose.DOWNLOAD, agentId, path), null), path);
    }

    /** The file that a preview's address names: the signed one, or one in the signed folder. */
    public Followed followPreview(String signature, long agentId, String segment, String rest) {
        if (segment.equals(ONLY_FILE)) {
            OutputPath path = OutputPath.file(decode(rest));
            return new Followed(signatures.verify(signature, scope(LinkPurpose.PREVIEW, agentId, path), null), path);
        }
        OutputPath folder = OutputPath.folder(decode(segment));
        OutputPath path = OutputPath.file(folder.value() + rest);
        String signed = scope(LinkPurpose.PREVIEW, agentId, folder);
        return new Followed(signatures.verify(signature, scope(LinkPurpose.PREVIEW, agentId, path), signed), path);
    }

    private OutputLink download(Principal principal, long agentId, OutputPath path) {
        var signed = signatures.sign(principal, scope(LinkPurpose.DOWNLOAD, agentId, path), settings.linkLifetime());
        return new OutputLink(
                BASE + "download/" + agentId + "/" + signed.signature() + "/" + encode(path.value()),
                signed.expiresAt());
    }

    private OutputLink preview(Principal principal, long agentId, OutputPath path) {
        boolean withFolder = isPage(ContentTypes.of(path.name())) && fitsIntoAnAddress(path.name());
        OutputPath scope = withFolder ? path.parent() : path;
        var signed = signatures.sign(principal, scope(LinkPurpose.PREVIEW, agentId, scope), settings.linkLifetime());
        String place = withFolder
                ? encode(scope.value()) + "/" + percentEncode(path.name())
                : ONLY_FILE + "/" + encode(path.value());
        return new OutputLink(BASE + "preview/" + agentId + "/" + signed.signature() + "/" + place, signed.expiresAt());
    }

    /** What shows other files of its folder. */
    private static boolean isPage(String type) {
        return type.equals("text/html") || type.equals("application/xhtml+xml") || type.equals("text/markdown");
    }

    /** Servers refuse an address with a control character or a backslash in it, however it is written. */
    private static boolean fitsIntoAnAddress(String name) {
        return name.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\');
    }

    private static String scope(LinkPurpose purpose, long agentId, OutputPath path) {
        return "output/" + purpose + "/" + agentId + "/" + path.value();
    }

    /** A path as one segment of an address, whatever it holds. */
    private static String encode(String path) {
        return "p" + Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String segment) {
        try {
            if (segment.startsWith("p")) {
                return new String(Base64.getUrlDecoder().decode(segment.substring(1)), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // Answered below, as any other address that was not given out.
        }
        throw new SacException(ProblemType.LINK_INVALID, "This link is not whole. Open it again from SAC.");
    }

    /** A name in an address: every byte but letters, digits and a few signs as %XX. */
    private static String percentEncode(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** An address relative to the application's base, and when it stops being good. */
    public record OutputLink(String url, Instant expiresAt) {}

    /** Who follows an address, and to what; whether they still may is asked when it is read. */
    public record Followed(Principal principal, OutputPath path) {}
}
