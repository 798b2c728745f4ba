package io.sac.testing;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives black-box tests one running SAC: {@code @ExtendWith(SacExtension.class)} and a {@link TestSac} parameter of the
 * constructor, of {@code @BeforeAll} or of a test. All classes of a run share it, so a test makes its own users and
 * agents and ends nothing; what must be killed or configured is started with {@link TestSac#start}.
 */
public final class SacExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SacExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestSac.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestSac.class, key -> TestSac.start(Map.of()), TestSac.class);
    }
}
