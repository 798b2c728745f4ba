package io.sac.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.SacException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingKeyTest {
    @ParameterizedTest
    @EnumSource
    void everyDefaultShouldBeAValueThatFits(SettingKey key) {
        assertThat(key.read(key.accept(key.defaultValue()))).isEqualTo(key.defaultValue());
        assertThat(SettingKey.of(key.key())).isEqualTo(key);
    }

    @Test
    void valuesOfAnotherTypeOrOutOfBoundsShouldBeRefused() {
        assertThatThrownBy(() -> SettingKey.MAX_AGENTS_PER_USER.accept("3"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> SettingKey.MAX_AGENTS_PER_USER.accept(-1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> SettingKey.MAX_AGENTS_PER_USER.accept(1.5))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> SettingKey.REGISTRATION_MODE.accept("Open"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> SettingKey.of("nothing")).isInstanceOf(SacException.class);
    }

    @Test
    void storedTextThatNoLongerFitsShouldCountAsTheDefault() {
        assertThat(SettingKey.MAX_AGENTS_PER_USER.read("99999999999999999999")).isEqualTo(3L);
        assertThat(SettingKey.REGISTRATION_MODE.read("everybody")).isEqualTo("closed");
    }
}
