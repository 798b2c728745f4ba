package io.sac.sidecar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.sac.sidecar", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_SIDECAR_IS_PLAIN_JAVA = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.hibernate..", "org.eclipse.microprofile..")
            .because("it runs beside every agent and must stay small");

    @ArchTest
    static final ArchRule NOTHING_REACHES_A_SHELL = noClasses()
            .should()
            .callMethod(Runtime.class, "exec", String.class)
            .because("no name ever reaches a shell");
}
