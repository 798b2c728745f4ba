package io.sac.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.InvalidRequestException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {
    @ParameterizedTest
    @ValueSource(strings = {"Ada", "ada.lovelace", "王小明", "a-b_c.9", "Straße"})
    void namesShouldBeAcceptedInAnyScript(String name) {
        assertThat(Username.of(name).key())
                .isEqualTo(Username.of(name.toUpperCase()).key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ada@example.org", "a b", "-ada", "ada/../bob", "ada\u0000", ""})
    void namesThatCouldBeTakenForSomethingElseShouldBeRefused(String name) {
        assertThatThrownBy(() -> Username.of(name)).isInstanceOf(InvalidRequestException.class);
    }
}
