package io.sac.web.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.auth.LoginConfig;

/** The REST side of SAC, under {@code /api}. */
@ApplicationPath("api")
@LoginConfig(authMethod = "MP-JWT", realmName = "sac")
public class RestApplication extends Application {}
