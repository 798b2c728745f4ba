package io.sac.platform.persistence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The pool of database connections, as the container counts it. */
@ApplicationScoped
public class PoolMetrics {
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
        ObjectName pool = new ObjectName("WebSphere:type=ConnectionPoolStats,name=jdbc/sac");
        gauge(pool, "sac.db.pool.connections", "ManagedConnectionCount", "Connections that are open");
        gauge(pool, "sac.db.pool.free", "FreeConnectionCount", "Open connections that nobody uses");
        gauge(pool, "sac.db.pool.wait.ms", "WaitTime", "How long a connection was waited for, on average");
    }

    private void gauge(ObjectName pool, String name, String attribute, String description) {
        Gauge.builder(name, () -> read(pool, attribute))
                .description(description)
                .register(meters);
    }

    private double read(ObjectName pool, String attribute) {
        try {
            return beans.getAttribute(pool, attribute) instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (JMException e) {
            // The container makes it with the first connection.
            return Double.NaN;
        }
    }
}
