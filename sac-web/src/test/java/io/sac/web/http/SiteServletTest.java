package io.sac.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteServletTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br | br | true",
                "gzip;q=1.0, br;q=0.5 | br | true",
                "gzip, br;q=0 | br | false",
                "gzip, br;q=0.0 | br | false",
                "gzip | br | false",
                "brotli | br | false",
                "identity, gzip;q=0.8 | gzip | true",
            })
    void acceptsShouldReadTheHeaderAsBrowsersMeanIt(String header, String encoding, boolean expected) {
        assertThat(SiteServlet.accepts(header, encoding)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http, localhost:8080, http://localhost:8080",
        "https, Example.ORG:443, https://example.org",
        "http, example.org:80, http://example.org",
        "https, 'evil\" onload=', https://invalid",
        "http, [::1]:8080, http://[::1]:8080",
    })
    void originShouldBeWrittenAsBrowsersWriteIt(String scheme, String host, String expected) {
        assertThat(AddressFilter.origin(scheme, host)).isEqualTo(expected);
    }
}
