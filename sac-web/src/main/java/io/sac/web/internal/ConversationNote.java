package io.sac.web.internal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** The conversation that the program in a session is having, by the program's own name for it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConversationNote(
        @NotNull @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
        String conversationId) {}
