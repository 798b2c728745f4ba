package io.sac;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.eclipse.microprofile.config.spi.ConfigSource;

@AnalyzeClasses(
        packages = "io.sac",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.OfThisModule.class})
class ArchitectureTest {

    /** The launcher and the fixtures are on the tests' class path only. */
    static final class OfThisModule implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/sac-ejb/");
        }
    }

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = slices().matching("io.sac.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature that needs another is told by an event, not by a call back");

    @ArchTest
    static final ArchRule PROBLEM_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("io.sac.problem..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.sac..").and(not(resideInAPackage("io.sac.problem.."))))
            .because("everything stands on it");

    @ArchTest
    static final ArchRule ONLY_S3_ADAPTERS_KNOW_AWS = noClasses()
            .that()
            .resideOutsideOfPackage("..s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("the same code keeps objects in a folder");

    @ArchTest
    static final ArchRule ONLY_REDIS_ADAPTERS_KNOW_REDIS = noClasses()
            .that()
            .resideOutsideOfPackage("..redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..")
            .because("nothing that must be right depends on Redis");

    @ArchTest
    static final ArchRule SERVICES_KNOW_NO_WEB = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.websocket..", "jakarta.servlet..")
            .because("a resource or endpoint is a translation, and lives in io.sac.web");

    @ArchTest
    static final ArchRule ENTITY_MANAGER_STAYS_IN_PERSISTENCE = noClasses()
            .that()
            .resideOutsideOfPackage("..persistence..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(EntityManager.class)
            .because("a service speaks to a repository");

    @ArchTest
    static final ArchRule ENTITIES_HAVE_NO_SETTERS = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should(new NoSetters())
            .because("an entity behaves; its rules are kept by its methods")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule SETTINGS_COME_FROM_CONFIGURATION = noClasses()
            .that()
            .doNotImplement(ConfigSource.class)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("every setting is a field of a settings class");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK =
            noClasses().should().callMethod(Instant.class, "now").because("tests set the clock");

    @ArchTest
    static final ArchRule NOBODY_PRINTS = noClasses()
            .should()
            .callMethod(Throwable.class, "printStackTrace")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("what an operator should know is logged");

    @ArchTest
    static final ArchRule STATIC_STATE_IS_FINAL = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("state lives in scoped beans")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .because("a helper lives in the class that needs it, or becomes a type of its own");

    private static final class NoSetters
            extends com.tngtech.archunit.lang.ArchCondition<com.tngtech.archunit.core.domain.JavaClass> {
        NoSetters() {
            super("have no setters");
        }

        @Override
        public void check(
                com.tngtech.archunit.core.domain.JavaClass entity, com.tngtech.archunit.lang.ConditionEvents events) {
            entity.getMethods().stream()
                    .filter(method -> method.getName().matches("set[A-Z].*"))
                    .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                    .forEach(method -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                            method, method.getFullName() + " is a setter")));
        }
    }
}
