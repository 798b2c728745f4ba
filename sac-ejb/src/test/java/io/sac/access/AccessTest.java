package io.sac.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessTest {
    private record Thing(long ownerId, OptionalLong guardedAgent) implements Guarded {}

    private final Access access = new Access();
    private final Thing adas = new Thing(1, OptionalLong.of(7));
    private final Principal ada = login(1, Role.USER);
    private final Principal root = login(2, Role.ADMIN);
    private final Principal agent7 = agent(1, 7);
    private final Principal agent8 = agent(1, 8);

    @Test
    void ownerShouldMayAndOthersShouldNotEvenAdministrators() {
        assertThat(access.may(ada, Permission.DELETE, adas)).isTrue();
        assertThat(access.may(root, Permission.VIEW, adas)).isFalse();
    }

    @Test
    void agentShouldReachItsOwnThingsOnly() {
        assertThat(access.may(agent7, Permission.CHANGE, adas)).isTrue();
        assertThat(access.may(agent8, Permission.CHANGE, adas)).isFalse();
        assertThat(access.may(agent7, Permission.VIEW, new Thing(1, OptionalLong.empty())))
                .isFalse();
    }

    @Test
    void whatIsNotOnesOwnShouldNotExist() {
        assertThatThrownBy(() -> access.require(root, Permission.VIEW, Optional.of(adas), ProblemType.AGENT_NOT_FOUND))
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.AGENT_NOT_FOUND));
        assertThatThrownBy(() ->
                        access.require(ada, Permission.VIEW, Optional.<Thing>empty(), ProblemType.AGENT_NOT_FOUND))
                .isInstanceOf(SacException.class);
        assertThat(access.visibleOwners(root, Permission.VIEW)).containsExactly(2L);
    }

    @Test
    void agentShouldBeInNoRoleOfPeople() {
        assertThat(agent7.isInRole("agent")).isTrue();
        assertThat(agent7.isInRole("user")).isFalse();
        assertThat(root.isInRole("admin")).isTrue();
        assertThat(root.isInRole("agent")).isFalse();
        assertThat(ada.isInRole("admin")).isFalse();
    }

    private static Principal login(long user, Role role) {
        return new Principal(Principal.Kind.LOGIN, user, "u" + user, role, UUID.randomUUID(), null);
    }

    private static Principal agent(long owner, long agent) {
        return new Principal(Principal.Kind.AGENT, owner, "u" + owner, Role.USER, null, agent);
    }
}
