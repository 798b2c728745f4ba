package io.sac.sidecar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.sac.sidecar", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PARTS_HAVE_NO_CYCLES =
            slices().matching("io.sac.sidecar.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_POSIX_TOUCHES_NATIVE_MEMORY = noClasses()
            .that()
            .resideOutsideOfPackage("..posix..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..")
            .because("a mistake there ends the whole process");

    @ArchTest
    static final ArchRule NOBODY_ELSE_STARTS_PROCESSES = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .because("the reaper collects every child, and no name may reach a shell");
}
