package io.sac.web.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** Puts the filters in their order, which annotations cannot say. */
@WebListener
public class WebStart implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        add(context, "request id", RequestIdFilter.class);
        add(context, "address", AddressFilter.class);
        add(context, "security headers", SecurityHeadersFilter.class);
        add(context, "port", PortFilter.class);
        add(context, "origin", OriginFilter.class);
        add(context, "authentication", AuthenticationFilter.class);
        add(context, "base path", BasePathFilter.class);
    }

    private static void add(ServletContext context, String name, Class<? extends Filter> filter) {
        var registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }
}
