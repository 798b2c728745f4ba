package io.sac.maintenance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ejb.Timeout;
import jakarta.ejb.TransactionAttribute;
import jakarta.persistence.EntityManager;

@AnalyzeClasses(packages = "io.sac.maintenance", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule SWEEPS_RUN_OUTSIDE_OF_TRANSACTIONS = methods()
            .that()
            .areAnnotatedWith(Timeout.class)
            .should()
            .beAnnotatedWith(TransactionAttribute.class)
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(TransactionAttribute.class)
            .because("the service runs each batch in a transaction of its own")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule TIMERS_DECIDE_NOTHING = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(EntityManager.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "io.sac..persistence..")
            .because("what a sweep does is decided by the service it calls");
}
