package io.sac.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * Something of an agent that could not be brought over and that its user should know.
 *
 * @param kind what it is about: {@code output}, {@code conversation} or {@code watch}
 * @param subject which one: a path, a conversation's entry
 * @param reason a word, such as {@code too-large}
 * @param detail what happened, for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentNotice(
        @NotNull @Size(max = 50) String kind,
        @NotNull @Size(max = 400) String subject,
        @NotNull @Size(max = 50) String reason,
        @NotNull @Size(max = 400) String detail,
        @NotNull Instant at) {}
