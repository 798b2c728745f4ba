package io.sac.it;

import static io.sac.it.OperationSample.Reach.ADMINISTRATOR;
import static io.sac.it.OperationSample.Reach.ANYBODY;
import static io.sac.it.OperationSample.Reach.LINK;
import static io.sac.it.OperationSample.Reach.OWNER;
import static io.sac.it.OperationSample.Reach.SELF;
import static io.sac.it.OperationSample.of;
import static java.util.Map.entry;

import java.util.Map;

/** A good call of every operation in {@code openapi.yaml}, by its id. A new operation needs one here. */
final class OperationSamples {
    private static final String OUTPUT = "/api/workspace/output";
    private static final String NEW_PASSWORD = """
            {"current_password": "a good password", "new_password": "a good password"}""";

    static final Map<String, OperationSample> ALL = Map.ofEntries(
            entry("getSetup", of(ANYBODY, 200, "/api/setup")),
            // Set-up is over in a SAC that has users; AccountsIT and PublicAddressIT make an administrator.
            entry(
                    "setUp",
                    of(ANYBODY, 403, "/api/setup")
                            .sending(
                                    "{\"token\": \"x\", \"username\": \"mallory\", \"password\": \"a good password\"}")),
            entry("getRegistrationMode", of(ANYBODY, 200, "/api/auth/registration-mode")),
            entry(
                    "register",
                    of(ANYBODY, 200, "/api/auth/register")
                            .sending("{\"username\": \"r{unique}\", \"password\": \"a good password\"}")),
            entry(
                    "logIn",
                    of(ANYBODY, 401, "/api/auth/login")
                            .sending("{\"username\": \"r{unique}\", \"password\": \"a good password\"}")),
            entry("refresh", of(SELF, 200, "/api/auth/refresh")),
            entry("logOut", of(SELF, 204, "/api/auth/logout")),
            entry("getMe", of(SELF, 200, "/api/auth/me")),
            entry("updateMe", of(SELF, 200, "/api/auth/me").sending("{\"display_name\": \"Ada\"}")),
            entry("changePassword", of(SELF, 204, "/api/auth/password").sending(NEW_PASSWORD)),
            entry("listLoginSessions", of(SELF, 200, "/api/auth/sessions")),
            entry("endOtherLoginSessions", of(SELF, 204, "/api/auth/sessions")),
            entry(
                    "endLoginSession",
                    of(OWNER, 204, "/api/auth/sessions/{sign-in}").using(Workshop::withSpareSignIn)),
            entry("listSettings", of(ADMINISTRATOR, 200, "/api/admin/settings")),
            entry(
                    "putSetting",
                    of(ADMINISTRATOR, 200, "/api/admin/settings/event_retention_days")
                            .sending("{\"value\": 7}")),
            entry("resetSetting", of(ADMINISTRATOR, 204, "/api/admin/settings/event_retention_days")),
            entry("listUsers", of(ADMINISTRATOR, 200, "/api/admin/users")),
            entry("listUserSettings", of(ADMINISTRATOR, 200, "/api/admin/users/{user}/settings")),
            entry(
                    "putUserSetting",
                    of(ADMINISTRATOR, 200, "/api/admin/users/{user}/settings/output_files_per_agent")
                            .sending("{\"value\": 100000}")),
            entry(
                    "deleteUserSetting",
                    of(ADMINISTRATOR, 204, "/api/admin/users/{user}/settings/output_files_per_agent")),
            entry("listSweeps", of(ADMINISTRATOR, 200, "/api/admin/sweeps")),
            entry("listHarnesses", of(SELF, 200, "/api/harnesses")),
            entry("listProviderPresets", of(SELF, 200, "/api/provider-presets")),
            entry("testProvider", of(OWNER, 200, "/api/providers/test").sending("{\"agent_id\": {agent}}")),
            entry("listAgents", of(SELF, 200, "/api/agents")),
            entry(
                    "createAgent",
                    of(SELF, 201, "/api/agents").sending("{\"name\": \"Another\", \"harness\": \"shell\"}")),
            entry("getAgent", of(OWNER, 200, "/api/agents/{agent}")),
            entry("updateAgent", of(OWNER, 200, "/api/agents/{agent}").sending("{\"icon\": \"x\"}")),
            entry("deleteAgent", of(OWNER, 204, "/api/agents/{agent}").using(Workshop::withSpareAgent)),
            entry("startAgent", of(OWNER, 202, "/api/agents/{agent}/start").using(Workshop::withSpareAgent)),
            entry("stopAgent", of(OWNER, 202, "/api/agents/{agent}/stop").using(Workshop::withSpareAgent)),
            entry("restartAgent", of(OWNER, 202, "/api/agents/{agent}/restart").using(Workshop::withSpareAgent)),
            entry("listAgentStatuses", of(SELF, 200, "/api/agent-statuses")),
            entry("listSessions", of(SELF, 200, "/api/sessions?agent_id={agent}")),
            entry("openSession", of(OWNER, 202, "/api/sessions").sending("{\"agent_id\": {agent}}")),
            entry("getSession", of(OWNER, 200, "/api/sessions/{session}")),
            entry("endSession", of(OWNER, 204, "/api/sessions/{session}").using(Workshop::withSpareSession)),
            entry("listPrompts", of(OWNER, 200, "/api/sessions/{session}/prompts")),
            entry(
                    "sendPrompt",
                    of(OWNER, 202, "/api/sessions/{session}/prompts")
                            .sending("{\"text\": \"true\", \"idempotency_key\": \"one\"}")),
            entry(
                    "createTicket",
                    of(OWNER, 200, "/api/tickets")
                            .sending("{\"purpose\": \"terminal\", \"session_id\": \"{session}\"}")),
            entry("streamEvents", of(SELF, 200, "/api/events")),
            entry("watchOutput", of(OWNER, 200, OUTPUT + "/watch?agent_id={agent}")),
            entry("getWorkspaceStatus", of(OWNER, 200, "/api/workspace/status?agent_id={agent}")),
            entry(
                    "uploadFile",
                    of(OWNER, 201, "/api/workspace/files?agent_id={agent}&path=up-{unique}.txt")
                            .sending("x")),
            entry("listOutput", of(OWNER, 200, OUTPUT + "/files?agent_id={agent}")),
            entry(
                    "deleteOutput",
                    of(OWNER, 204, OUTPUT + "/files?agent_id={agent}&path={file}")
                            .using(Workshop::withSpareFile)),
            entry("downloadOutput", of(OWNER, 200, OUTPUT + "/files/download?agent_id={agent}&path={file}")),
            entry(
                    "createOutputLink",
                    of(OWNER, 200, OUTPUT + "/links")
                            .sending("{\"agent_id\": {agent}, \"path\": \"{file}\", \"purpose\": \"preview\"}")),
            entry("followDownloadLink", of(LINK, 200, "{download}")),
            entry("followPreviewLink", of(LINK, 200, "{preview}")),
            entry("listConversationEntries", of(OWNER, 200, "/api/conversations?agent_id={agent}")),
            entry("listConversations", of(OWNER, 200, "/api/conversations/sessions?agent_id={agent}")),
            entry("getConversationEntry", of(OWNER, 200, "/api/conversations/entries/{entry}?agent_id={agent}")),
            entry("exportConversations", of(OWNER, 200, "/api/conversations/export?agent_id={agent}")),
            entry("getHealth", of(ANYBODY, 200, "/health")));

    private OperationSamples() {}
}
