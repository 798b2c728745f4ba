package io.sac.wiring;

import java.io.File;
import java.net.URISyntaxException;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The packaged application with a runtime that witnesses, and the tests in the place of its web side. */
final class Deployments {
    private Deployments() {}

    static EnterpriseArchive sac() {
        EnterpriseArchive sac = ShrinkWrap.create(ZipImporter.class, "sac-wiring.ear")
                .importFrom(new File("../sac-ear/target/sac-ear.ear"))
                .as(EnterpriseArchive.class);
        // Made anew by the container from what is inside.
        sac.delete("META-INF/application.xml");
        for (var path : Map.copyOf(sac.getContent()).keySet()) {
            if (path.get().matches("/[^/]*\\.war")) {
                sac.delete(path);
            }
        }
        JavaArchive doubles = ShrinkWrap.create(JavaArchive.class, "witness.jar")
                .addClasses(WitnessRuntime.class)
                .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
        WebArchive tests = ShrinkWrap.create(WebArchive.class, "wiring.war")
                .addClasses(TransactionsArquillianIT.class, TimersArquillianIT.class, Sweeps.class, Trouble.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsLibraries(jarOf(Assertions.class));
        return sac.addAsLibrary(doubles).addAsModule(Testable.archiveToTest(tests));
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
