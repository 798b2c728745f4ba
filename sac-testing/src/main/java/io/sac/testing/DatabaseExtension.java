package io.sac.testing;

import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a real PostgreSQL: {@code @ExtendWith(DatabaseExtension.class)} and a {@link TestDatabase}
 * parameter of its constructor, of {@code @BeforeAll} or of a test. One server serves the whole test run; each class
 * has a database of its own, which its tests share.
 */
public final class DatabaseExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(DatabaseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestServer server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestServer.class, key -> TestServer.start(), TestServer.class);
        Class<?> topLevel = context.getRequiredTestClass();
        while (topLevel.getEnclosingClass() != null) {
            topLevel = topLevel.getEnclosingClass();
        }
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(topLevel, key -> freshDatabase(server), TestDatabase.class);
    }

    private static TestDatabase freshDatabase(TestServer server) {
        try {
            return server.freshDatabase();
        } catch (SQLException e) {
            throw new AssertionError("no database for the test: " + e.getMessage(), e);
        }
    }
}
