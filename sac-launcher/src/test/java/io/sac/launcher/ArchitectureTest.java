package io.sac.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.sac.launcher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_LAUNCHER_IS_SMALL = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.hibernate..", "tools.jackson..", "java.net.http..")
            .because("it must be up in a moment and stays in memory");

    @ArchTest
    static final ArchRule NOTHING_REACHES_A_SHELL = noClasses()
            .should()
            .callMethod(Runtime.class, "exec", String.class)
            .because("no name ever reaches a shell");

    @ArchTest
    static final ArchRule POSTGRES_KNOWS_NO_COMMAND = noClasses()
            .that()
            .resideInAPackage("..postgres..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Launcher")
            .because("tests use it alone");
}
