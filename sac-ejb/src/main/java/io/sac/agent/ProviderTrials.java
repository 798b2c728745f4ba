package io.sac.agent;

import io.sac.access.Principal;
import io.sac.outbound.GuardedHttp;
import io.sac.outbound.OutboundSettings;
import io.sac.outbound.OutboundTrust;
import io.sac.problem.InvalidRequestException;
import io.sac.provider.ModelAccess;
import io.sac.provider.ProviderAddress;
import io.sac.provider.ProviderCatalog;
import io.sac.provider.ProviderPreset;
import io.sac.provider.ProviderTrial;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Tries a provider with what somebody typed, completed by what an agent of theirs has stored. */
@ApplicationScoped
public class ProviderTrials {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_ANSWER = 256 * 1024;

    private final AgentCatalog agents;
    private final ProviderCatalog providers;
    private final AgentSettings settings;
    private final OutboundSettings outbound;
    private final SSLContext tls;

    @Inject
    public ProviderTrials(
            AgentCatalog agents, ProviderCatalog providers, AgentSettings settings, OutboundSettings outbound) {
        this.agents = agents;
        this.providers = providers;
        this.settings = settings;
        this.outbound = outbound;
        this.tls = OutboundTrust.context(outbound.extraAuthorities());
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected ProviderTrials() {
        this.agents = null;
        this.providers = null;
        this.settings = null;
        this.outbound = null;
        this.tls = null;
    }

    /** The values of one trial; the agent's own count where nothing was typed. */
    public ProviderTrial.Result run(
            Principal principal, @Nullable Long agentId, AgentRequest.@Nullable ProviderInput typed) {
        Optional<ModelAccess> stored =
                agentId == null ? Optional.empty() : Optional.of(agents.modelAccess(principal, agentId));
        String name = typed == null ? null : typed.preset();
        if (name == null) {
            name = stored.map(ModelAccess::preset)
                    .orElseThrow(() -> new InvalidRequestException("provider", "Say which provider to try."));
        }
        String wanted = name;
        ProviderPreset preset = providers
                .find(wanted)
                .orElseThrow(() -> new InvalidRequestException(
                        "provider.preset", "Choose one of: " + String.join(", ", providers.names()) + "."));
        Optional<ModelAccess> own = stored.filter(access -> access.preset().equals(wanted));
        Completed completed = completed(preset, own.orElse(null), typed);
        if (completed.complaint() != null) {
            return completed.complaint();
        }
        GuardedHttp http = new GuardedHttp(tls, outbound.proxy(), PATIENCE, MAX_ANSWER);
        return new ProviderTrial(http, settings.privateAddressesAllowed()).run(preset, completed.access());
    }

    private record Completed(ModelAccess access, ProviderTrial.@Nullable Result complaint) {}

    private static Completed completed(
            ProviderPreset preset, @Nullable ModelAccess own, AgentRequest.@Nullable ProviderInput typed) {
        String baseUrl = own == null ? preset.baseUrl() : own.baseUrl();
        String key = own == null ? null : own.key();
        AgentView.Models models = own == null ? null : new AgentView.Models(own.small(), own.medium(), own.large());
        ProviderTrial.Result complaint = null;
        if (typed != null) {
            String address = typed.baseUrl()
                    .value()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .orElse(null);
            if (preset.baseUrlEditable() && typed.baseUrl().isPresent()) {
                String wished = address == null ? preset.baseUrl() : address;
                // A stored key is write-only: it is not sent to an address for which it was not stored.
                if (!Objects.equals(wished, baseUrl)) {
                    key = null;
                }
                baseUrl = wished;
                complaint = ProviderAddress.complaint(wished == null ? "" : wished)
                        .map(words -> refused("address_refused", words))
                        .orElse(null);
            }
            if (typed.key().isPresent()) {
                key = typed.key()
                        .value()
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .orElse(null);
            }
            models = typed.models().over(models);
        }
        if (key != null && key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            complaint = refused("key_refused", "A key has only letters, digits and signs, without spaces.");
        }
        ModelAccess access = preset.access(
                baseUrl,
                key,
                models == null ? null : blankToNull(models.small()),
                models == null ? null : blankToNull(models.medium()),
                models == null ? null : blankToNull(models.large()));
        return new Completed(access, complaint);
    }

    private static ProviderTrial.Result refused(String reason, String words) {
        return new ProviderTrial.Result(false, reason, words, null, 0);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
