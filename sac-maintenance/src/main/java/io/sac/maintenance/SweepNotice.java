package io.sac.maintenance;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line when the timers of this server come up. */
@Singleton
@Startup
public class SweepNotice {
    private static final Logger LOG = LoggerFactory.getLogger(SweepNotice.class);

    @PostConstruct
    void started() {
        LOG.info("sweeps are on");
    }
}
