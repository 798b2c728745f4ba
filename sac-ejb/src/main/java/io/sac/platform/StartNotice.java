package io.sac.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line when the services of this server come up. */
@Singleton
@Startup
public class StartNotice {
    private static final Logger LOG = LoggerFactory.getLogger(StartNotice.class);

    @PostConstruct
    void started() {
        LOG.info("services start on Java {}", Runtime.version());
    }
}
