package io.sac.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Where an agent's output files are found. */
record OutputAddresses(TestShell agent) {

    String download(String path) {
        return "/api/workspace/output/files/download?agent_id=" + agent.id() + "&path=" + encode(path);
    }

    /** A signed address, made anew by the owner. */
    String link(String path, String purpose) {
        return link(agent.owner(), path, purpose);
    }

    String link(SacClient maker, String path, String purpose) {
        var request = JsonMapper.shared().createObjectNode();
        request.put("agent_id", agent.id());
        request.put("path", path);
        request.put("purpose", purpose);
        return "/"
                + maker.post("/api/workspace/output/links", request.toString())
                        .is(200)
                        .json()
                        .path("url")
                        .asString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
