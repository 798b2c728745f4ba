package io.sac.platform.persistence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The pool of database connections, as its manager in the container tells of it, which needs no Java agent. */
@ApplicationScoped
public class PoolMetrics {
    /** Its lines are {@code name=number}. */
    private static final String CONTENTS = "showPoolContents";

    private final MeterRegistry meters;
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Inject
    public PoolMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected PoolMetrics() {
        this(null);
    }

    void register(@Observes @Initialized(ApplicationScoped.class) Object start) throws MalformedObjectNameException {
        ObjectName pool =
                new ObjectName("WebSphere:type=com.ibm.ws.jca.cm.mbean.ConnectionManagerMBean,jndiName=jdbc/sac,*");
        gauge(pool, "sac.db.pool.connections", "size", "Connections that are open");
        gauge(pool, "sac.db.pool.free", "available", "Open connections that nobody uses");
        gauge(pool, "sac.db.pool.waiting", "waiting", "Requests that wait for a connection");
    }

    private void gauge(ObjectName pool, String name, String line, String description) {
        Gauge.builder(name, () -> read(pool, line)).description(description).register(meters);
    }

    private double read(ObjectName pool, String line) {
        try {
            Optional<ObjectName> manager = beans.queryNames(pool, null).stream().findFirst();
            if (manager.isEmpty()) {
                return Double.NaN; // the container makes it with the first connection
            }
            String contents = (String) beans.invoke(manager.get(), CONTENTS, new Object[0], new String[0]);
            return contents.lines()
                    .filter(each -> each.startsWith(line + "="))
                    .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (JMException e) {
            return Double.NaN;
        }
    }
}
