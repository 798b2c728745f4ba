package io.sac.agent;

import io.sac.harness.HarnessCatalog;
import io.sac.harness.HarnessDescriptor;
import io.sac.platform.Patch;
import io.sac.platform.SecretBox;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.InvalidRequestException.FieldError;
import io.sac.provider.ProviderAddress;
import io.sac.provider.ProviderCatalog;
import io.sac.provider.ProviderPreset;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a request into an agent's profile, or refuses it naming every value that is not valid. */
@ApplicationScoped
public class AgentRules {
    static final String DEFAULT_HARNESS = "claude-code";
    static final String DEFAULT_PRESET = "demo";
    private static final int MAX_VARIABLES = 100;
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final HarnessCatalog harnesses;
    private final ProviderCatalog providers;
    private final SecretBox secrets;

    @Inject
    public AgentRules(HarnessCatalog harnesses, ProviderCatalog providers, SecretBox secrets) {
        this.harnesses = harnesses;
        this.providers = providers;
        this.secrets = secrets;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentRules() {
        this(null, null, null);
    }

    AgentProfile create(long ownerId, AgentRequest.Create request) {
        AgentProfile blank = new AgentProfile(
                "", "", "", "", DEFAULT_HARNESS, DEFAULT_PRESET, null, null, null, null, null, null, null, List.of());
        return new Check(ownerId, blank)
                .profile(new AgentRequest.Update(
                        Patch.of(request.name()),
                        given(request.description()),
                        given(request.icon()),
                        given(request.instructions()),
                        given(request.harness()),
                        given(request.provider()),
                        given(request.permissionMode()),
                        given(request.variables())));
    }

    AgentProfile update(long ownerId, AgentProfile stored, AgentRequest.Update request) {
        return new Check(ownerId, stored).profile(request);
    }

    private static <T> Patch<T> given(@Nullable T value) {
        return value == null ? Patch.absent() : Patch.of(value);
    }

    /** One request being checked: gathers what is wrong, so that the person sees all of it at once. */
    private final class Check {
        private final long ownerId;
        private final AgentProfile stored;
        private final List<FieldError> errors = new ArrayList<>();

        Check(long ownerId, AgentProfile stored) {
            this.ownerId = ownerId;
            this.stored = stored;
        }

        AgentProfile profile(AgentRequest.Update request) {
            String name = name(request.name());
            String description = text("description", request.description(), stored.description(), 500);
            String icon = text("icon", request.icon(), stored.icon(), 32);
            String instructions = text("instructions", request.instructions(), stored.instructions(), 65_536);
            Optional<HarnessDescriptor> harness = harness(request.harness());
            AgentProfile provider = provider(request.provider());
            harness.filter(descriptor -> !descriptor.providers().isEmpty()
                            && !descriptor.providers().contains(provider.providerPreset()))
                    .ifPresent(descriptor -> wrong(
                            "provider.preset",
                            descriptor.name() + " does not work with this provider. Choose another."));
            String mode = permissionMode(request.permissionMode(), harness);
            List<AgentVariable> variables = variables(request.variables(), harness);
            if (!errors.isEmpty()) {
                throw new InvalidRequestException(errors);
            }
            return new AgentProfile(
                    name,
                    description,
                    icon,
                    instructions,
                    harness.map(HarnessDescriptor::id).orElse(stored.harness()),
                    provider.providerPreset(),
                    provider.providerBaseUrl(),
                    provider.providerKey(),
                    provider.providerKeyLast4(),
                    provider.modelSmall(),
                    provider.modelMedium(),
                    provider.modelLarge(),
                    mode,
                    variables);
        }

        private String name(Patch<String> patch) {
            String name =
                    Objects.requireNonNullElse(patch.over(stored.name()), "").strip();
            if (name.isEmpty()) {
                wrong("name", "Give the agent a name.");
            } else if (name.codePointCount(0, name.length()) > 100 || name.length() > 100) {
                wrong("name", "A name has at most 100 characters.");
            } else if (name.chars().anyMatch(Character::isISOControl)) {
                wrong("name", "A name has no control characters.");
            }
            return name;
        }

        private String text(String path, Patch<String> patch, String before, int longest) {
            String text = Objects.requireNonNullElse(patch.over(before), "");
            if (text.length() > longest) {
                wrong(path, "This is too long; at most " + longest + " characters fit.");
            } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
                wrong(path, "This has control characters, which cannot be kept.");
            }
            return text;
        }

        private Optional<HarnessDescriptor> harness(Patch<String> patch) {
            String id = Objects.requireNonNullElse(patch.over(stored.harness()), DEFAULT_HARNESS);
            Optional<HarnessDescriptor> harness = harnesses.find(id);
            if (harness.isEmpty()) {
                wrong(
                        "harness",
                        "There is no such agent program. Choose one of: " + String.join(", ", harnesses.ids()) + ".");
            }
            return harness;
        }

        private @Nullable String permissionMode(Patch<String> patch, Optional<HarnessDescriptor> harness) {
            String mode = patch.over(stored.permissionMode());
            if (mode == null || harness.isEmpty()) {
                return mode;
            }
            List<String> modes = harness.get().permissionModes();
            if (!modes.contains(mode)) {
                if (!patch.isPresent()) {
                    return null; // the program was changed to one without this mode
                }
                wrong(
                        "permission_mode",
                        modes.isEmpty()
                                ? harness.get().name() + " has no permission modes."
                                : "Choose one of: " + String.join(", ", modes) + ".");
            }
            return mode;
        }

        private AgentProfile provider(Patch<AgentRequest.ProviderInput> patch) {
            if (!patch.isPresent()) {
                return stored;
            }
            AgentRequest.ProviderInput input = patch.value()
                    .orElseGet(() -> new AgentRequest.ProviderInput(
                            DEFAULT_PRESET, Patch.absent(), Patch.absent(), Patch.absent()));
            String preset = input.preset();
            Optional<ProviderPreset> found = preset == null ? Optional.empty() : providers.find(preset);
            if (found.isEmpty()) {
                wrong("provider.preset", "Choose one of: " + String.join(", ", providers.names()) + ".");
                return stored;
            }
            boolean same = found.get().preset().equals(stored.providerPreset());
            String baseUrl = baseUrl(input.baseUrl().over(same ? stored.providerBaseUrl() : null), found.get());
            String key = same ? stored.providerKey() : null;
            String last4 = same ? stored.providerKeyLast4() : null;
            if (input.key().isPresent()) {
                String typed = input.key()
                        .value()
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .orElse(null);
                key = typed == null ? null : sealKey(typed);
                last4 = typed == null ? null : last4(typed);
            }
            AgentView.Models models = input.models()
                    .over(
                            same
                                    ? new AgentView.Models(
                                            stored.modelSmall(), stored.modelMedium(), stored.modelLarge())
                                    : null);
            return new AgentProfile(
                    "",
                    "",
                    "",
                    "",
                    "",
                    found.get().preset(),
                    baseUrl,
                    key,
                    last4,
                    model("small", models == null ? null : models.small()),
                    model("medium", models == null ? null : models.medium()),
                    model("large", models == null ? null : models.large()),
                    null,
                    List.of());
        }

        private @Nullable String baseUrl(@Nullable String typed, ProviderPreset preset) {
            String text = typed == null ? "" : typed.strip();
            if (!preset.baseUrlEditable()) {
                if (!text.isEmpty() && !text.equals(preset.baseUrl())) {
                    wrong("provider.base_url", preset.name() + " has a fixed address; leave this empty.");
                }
                return null;
            }
            if (text.isEmpty()) {
                if (preset.baseUrl() == null) {
                    wrong("provider.base_url", "Give the address of the provider's API.");
                }
                return null;
            }
            Optional<String> complaint = ProviderAddress.complaint(text);
            complaint.ifPresent(words -> wrong("provider.base_url", words));
            return text.equals(preset.baseUrl()) ? null : text;
        }

        private @Nullable String sealKey(String key) {
            if (key.length() > 1000) {
                wrong("provider.key", "This is too long for a key.");
                return null;
            }
            if (key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                wrong("provider.key", "A key has only letters, digits and signs, without spaces.");
                return null;
            }
            return secrets.seal(key, SecretPlaces.providerKey(ownerId));
        }

        private @Nullable String model(String size, @Nullable String name) {
            if (name == null || name.isBlank()) {
                return null;
            }
            String model = name.strip();
            if (model.length() > 200 || model.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c))) {
                wrong("provider.models." + size, "This is not the name of a model.");
            }
            return model;
        }

        private List<AgentVariable> variables(
                Patch<List<AgentRequest.VariableInput>> patch, Optional<HarnessDescriptor> harness) {
            if (!patch.isPresent()) {
                return stored.variables();
            }
            List<AgentRequest.VariableInput> inputs = patch.value().orElse(List.of());
            if (inputs.size() > MAX_VARIABLES) {
                wrong("variables", "At most " + MAX_VARIABLES + " variables fit.");
                return stored.variables();
            }
            List<AgentVariable> variables = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < inputs.size(); i++) {
                AgentRequest.VariableInput input = inputs.get(i);
                String path = "variables[" + i + "]";
                if (input == null) {
                    wrong(path, "This is not a variable.");
                } else if (variableName(path, input.name(), seen, harness)) {
                    variable(path, Objects.requireNonNull(input.name()), input).ifPresent(variables::add);
                }
            }
            return variables;
        }

        private boolean variableName(
                String path, @Nullable String name, Set<String> seen, Optional<HarnessDescriptor> harness) {
            if (name == null
                    || name.length() > 128
                    || !VARIABLE_NAME.matcher(name).matches()) {
                wrong(path + ".name", "A name has letters, digits and _, and does not begin with a digit.");
                return false;
            }
            if (harnesses.isReserved(name, harness.orElse(null))) {
                wrong(path + ".name", name + " is set by SAC itself. Choose another name.");
                return false;
            }
            if (!seen.add(name)) {
                wrong(path + ".name", name + " is there twice.");
                return false;
            }
            return true;
        }

        private Optional<AgentVariable> variable(String path, String name, AgentRequest.VariableInput input) {
            boolean secret = Boolean.TRUE.equals(input.secret());
            AgentVariable before = stored.variables().stream()
                    .filter(variable -> variable.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (!input.value().isPresent() && before != null && (before.secret() == secret)) {
                return Optional.of(before);
            }
            String value = input.value().value().orElse(null);
            if (value == null
                    && before != null
                    && !before.secret()
                    && secret
                    && !input.value().isPresent()) {
                value = before.value();
            }
            if (value == null) {
                if (secret || before != null && before.secret()) {
                    wrong(path + ".value", "Give a value.");
                    return Optional.empty();
                }
                value = "";
            }
            if (value.length() > 32_768 || value.indexOf(0) >= 0) {
                wrong(path + ".value", "A value has at most 32768 characters, and no NUL.");
                return Optional.empty();
            }
            return Optional.of(
                    secret
                            ? new AgentVariable(
                                    name, true, secrets.seal(value, SecretPlaces.variable(ownerId, name)), last4(value))
                            : new AgentVariable(name, false, value, null));
        }

        private void wrong(String path, String message) {
            errors.add(new FieldError(path, message));
        }
    }

    /** The last four characters, unless they would be half of the secret. */
    static @Nullable String last4(String secret) {
        return secret.length() < 8 ? null : secret.substring(secret.length() - 4);
    }
}
