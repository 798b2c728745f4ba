package io.sac.web.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST side of SAC, under {@code /api}. */
@ApplicationPath("api")
public class RestApplication extends Application {}
