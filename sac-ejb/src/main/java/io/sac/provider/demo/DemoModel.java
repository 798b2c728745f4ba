package io.sac.provider.demo;

import io.sac.provider.demo.DemoReply.Block;
import io.sac.provider.demo.DemoReply.Text;
import io.sac.provider.demo.DemoReply.ToolUse;
import io.sac.provider.demo.DemoRequest.ToolRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model that needs no key: it understands a few kinds of request, calls the CLI's real tools for them, and says
 * honestly what it is otherwise. The same request always gets the same answer.
 */
public final class DemoModel {
    private static final Pattern MAKE = Pattern.compile(
            "\\b(write|create|make|save|generate|draft|compose|prepare|put|produce|add|build)\\b"
                    + "|写|创建|生成|保存|制作|新建|建立|做一",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile(
            "(?<![\\p{L}\\p{N}_./~-])((?:[\\p{L}\\p{N}_-][\\p{L}\\p{N}_.-]*/)*[\\p{L}\\p{N}_-]+(?:\\.[A-Za-z][A-Za-z0-9]{0,7})+)"
                    + "(?![\\p{L}\\p{N}_/-])");
    private static final Pattern LATIN_FILE =
            Pattern.compile("([A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*(?:\\.[A-Za-z][A-Za-z0-9]{0,7})+)");
    private static final Pattern CHINESE_FILE =
            Pattern.compile("(?:到|为|成|叫|[\\s“\"'`：:])\\s*([\\p{L}\\p{N}_-]+(?:\\.[A-Za-z][A-Za-z0-9]{0,7})+)");
    private static final Pattern THING = Pattern.compile(
            "\\b(file|report|document|page|website|table|spreadsheet|csv|script|chart|note|notes|readme)\\b"
                    + "|文件|报告|文档|网页|表格|脚本|图表|笔记",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LOOK = Pattern.compile(
            "\\b(list|show|see)\\b.*\\b(files?|folders?|director(y|ies)|results)\\b|\\bls\\b|\\bwhat('s| is| files? are)\\b.*\\b(folder|directory|workspace|here)\\b"
                    + "|(列出|查看|有哪些|显示).*(文件|目录|结果)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern READ = Pattern.compile(
            "\\b(read|show|open|print|cat|display|summari[sz]e)\\b|读|打开|显示|查看|总结", Pattern.CASE_INSENSITIVE);
    private static final Pattern RUN =
            Pattern.compile("\\b(run|execute)\\b\\s*:?\\s*`([^`]+)`|(运行|执行)\\s*`([^`]+)`", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTENT = Pattern.compile(
            "\\b(?:containing|with (?:the )?(?:text|content|contents|words?)|that says|saying)\\b\\s*:?\\s*(?:\"([^\"]+)\"|'([^']+)'|`([^`]+)`|\u201c([^\u201d]+)\u201d|([^\\n]+))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern COUNT =
            Pattern.compile("\\bcount (?:from \\d+ )?to (\\d{1,4})\\b|数到\\s*(\\d{1,4})", Pattern.CASE_INSENSITIVE);
    private static final Pattern GREETING = Pattern.compile(
            "^(hi|hello|hey|good (morning|afternoon|evening)|你好|您好|嗨)\\b?[\\s!.,，。！]*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern LONG_TEXT = Pattern.compile(
            "\\b(long|detailed) (answer|text|story|explanation)\\b|长(文|篇|故事)", Pattern.CASE_INSENSITIVE);

    /** Answers one request of the Messages API. */
    public DemoReply reply(JsonNode body) {
        DemoRequest request = new DemoRequest(body);
        List<Block> blocks = blocks(request);
        int output = blocks.stream()
                .mapToInt(block -> switch (block) {
                    case Text text -> text.text().length();
                    case ToolUse tool -> tool.input().toString().length();
                })
                .sum();
        return new DemoReply(
                "msg_" + request.fingerprint(), request.model(), blocks, request.tokens(), Math.max(1, output / 4));
    }

    /** Roughly what a request weighs. */
    public int countTokens(JsonNode body) {
        return new DemoRequest(body).tokens();
    }

    private List<Block> blocks(DemoRequest request) {
        Optional<JsonNode> forced = request.forcedTool();
        if (forced.isPresent()) {
            return List.of(new ToolUse(
                    toolId(request, 0),
                    forced.get().path("name").asString(""),
                    DemoSchema.example(forced.get().path("input_schema"), title(request))));
        }
        Optional<JsonNode> schema = request.answerSchema();
        if (schema.isPresent()) {
            return say(DemoSchema.json(schema.get(), title(request)));
        }
        if (request.answersTools()) {
            return afterTools(request);
        }
        return toPrompt(request);
    }

    private List<Block> toPrompt(DemoRequest request) {
        String prompt = request.lastPrompt();
        boolean chinese = isChinese(prompt);
        if (prompt.isEmpty()) {
            return say("I am here.");
        }
        Optional<List<Block>> chore = chore(request, prompt);
        if (chore.isPresent()) {
            return chore.get();
        }
        Matcher run = RUN.matcher(prompt);
        if (run.find() && request.hasTool("Bash")) {
            String command = run.group(2) == null ? run.group(4) : run.group(2);
            return use(request, chinese ? "我来运行它。" : "I run it now.", bash(command, "Run the command you gave"));
        }
        List<String> files = files(prompt);
        if (MAKE.matcher(prompt).find()
                && (!files.isEmpty() || THING.matcher(prompt).find())) {
            return writeFiles(request, prompt, files, chinese);
        }
        if (!files.isEmpty() && READ.matcher(prompt).find() && request.hasTool("Read")) {
            return use(
                    request,
                    chinese ? "我来看一看。" : "Let me look at it.",
                    Map.entry("Read", Map.of("file_path", resultPath(request, files.getFirst()))));
        }
        if (LOOK.matcher(prompt).find() && request.hasTool("Bash")) {
            return use(
                    request,
                    chinese ? "我来看看有哪些文件。" : "Let me see what is there.",
                    bash("ls -A . output", "List the files of the workspace and the results"));
        }
        return say(DemoWords.answer(
                prompt,
                request.prompts(),
                chinese,
                GREETING.matcher(prompt).matches(),
                count(prompt),
                LONG_TEXT.matcher(prompt).find()));
    }

    /** What a CLI asks of its model for itself: titles, topics, summaries, a sign of life. */
    private static Optional<List<Block>> chore(DemoRequest request, String prompt) {
        String system = request.system().toLowerCase(Locale.ROOT);
        String start = prompt.substring(0, Math.min(prompt.length(), 600)).toLowerCase(Locale.ROOT);
        if (prompt.equals("quota")) {
            return Optional.of(say("ok"));
        }
        if (start.contains("summary of the conversation") || start.contains("summarize the conversation")) {
            return Optional.of(say(DemoWords.summary(request.prompts())));
        }
        boolean noTools = !request.hasTool("Write") && !request.hasTool("Bash");
        if (noTools && system.contains("isnewtopic")) {
            return Optional.of(say("{\"isNewTopic\": true, \"title\": \"" + title(request) + "\"}"));
        }
        boolean wantsTitle = system.contains("title") || start.contains("title for") || start.contains("short title");
        if (noTools && wantsTitle) {
            return Optional.of(say(
                    system.contains("json") || start.contains("json")
                            ? "{\"title\": \"" + title(request) + "\"}"
                            : title(request)));
        }
        return Optional.empty();
    }

    private static List<Block> writeFiles(DemoRequest request, String prompt, List<String> named, boolean chinese) {
        List<String> names = named.isEmpty() ? List.of(DemoWords.nameFor(prompt)) : named;
        if (!request.hasTool("Write")) {
            return say(
                    chinese
                            ? "我在这里没有写文件的工具，所以无法创建 " + names.getFirst() + "。"
                            : "I have no tool for writing files here, so I cannot make " + names.getFirst() + ".");
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text(
                chinese
                        ? "好的，我来写 " + String.join("、", names) + "。"
                        : "Sure. I write " + String.join(" and ", names) + " now."));
        for (String name : names) {
            blocks.add(new ToolUse(
                    toolId(request, blocks.size()),
                    "Write",
                    ordered("file_path", resultPath(request, name), "content", content(prompt, name, chinese))));
        }
        return blocks;
    }

    private static String content(String prompt, String name, boolean chinese) {
        Matcher given = CONTENT.matcher(prompt);
        if (given.find()) {
            for (int group = 1; group <= given.groupCount(); group++) {
                String text = given.group(group);
                if (text != null) {
                    String exact = group == 5
                            ? LATIN_FILE.matcher(text).replaceAll("").replaceAll("\\s+(in|to|into)\\s*$", "")
                            : text;
                    return exact.strip() + "\n";
                }
            }
        }
        return DemoWords.content(prompt, name, chinese);
    }

    private static List<Block> afterTools(DemoRequest request) {
        List<ToolRun> runs = request.toolRuns();
        boolean chinese = isChinese(request.lastPrompt());
        if (runs.isEmpty()) {
            return say(chinese ? "好了。" : "Done.");
        }
        ToolRun last = runs.getLast();
        Optional<ToolRun> blocked =
                runs.stream().filter(DemoModel::mustBeReadFirst).findFirst();
        if (blocked.isPresent()) {
            boolean readSince = runs.stream().anyMatch(run -> run.name().equals("Read") && !run.failed());
            long tries = runs.stream().filter(DemoModel::mustBeReadFirst).count();
            if (!readSince && request.hasTool("Read")) {
                return use(
                        request,
                        chinese ? "这个文件已经存在，我先看一下。" : "The file is there already; I look at it first.",
                        Map.entry("Read", Map.of("file_path", blocked.get().text("file_path"))));
            }
            if (last.name().equals("Read") && tries == 1) {
                return use(
                        request,
                        chinese ? "现在写入。" : "Now I write it.",
                        Map.entry(
                                "Write",
                                ordered(
                                        "file_path",
                                        blocked.get().text("file_path"),
                                        "content",
                                        blocked.get().text("content"))));
            }
        }
        if (last.failed()) {
            return say(DemoWords.failed(last.output(), chinese));
        }
        return switch (last.name()) {
            case "Write" ->
                say(DemoWords.written(
                        runs.stream()
                                .filter(run -> run.name().equals("Write") && !run.failed())
                                .map(run -> shortName(run.text("file_path")))
                                .distinct()
                                .toList(),
                        chinese));
            case "Read" -> say(DemoWords.read(shortName(last.text("file_path")), last.output(), chinese));
            case "Bash" -> say(DemoWords.ran(last.output(), chinese));
            default -> say(chinese ? "好了。" : "Done.");
        };
    }

    private static boolean mustBeReadFirst(ToolRun run) {
        return run.name().equals("Write")
                && run.failed()
                && run.output().toLowerCase(Locale.ROOT).contains("read");
    }

    private static String shortName(String path) {
        int output = path.lastIndexOf("/output/");
        return output >= 0 ? path.substring(output + "/output/".length()) : path.substring(path.lastIndexOf('/') + 1);
    }

    private static List<String> files(String prompt) {
        List<String> files = new ArrayList<>();
        Pattern pattern = isChinese(prompt) ? CHINESE_FILE : FILE;
        Matcher matcher = pattern.matcher(CONTENT.matcher(prompt).replaceAll(" "));
        while (matcher.find() && files.size() < 5) {
            String name = matcher.group(1);
            if (!files.contains(name) && !name.startsWith("www.") && !name.contains("..")) {
                files.add(name);
            }
        }
        if (files.isEmpty()) {
            Matcher whole = LATIN_FILE.matcher(prompt);
            if (whole.find() && !whole.group(1).contains("..")) {
                files.add(whole.group(1));
            }
        }
        return files;
    }

    /** Results go into the folder that the person sees. */
    private static String resultPath(DemoRequest request, String name) {
        String folder = request.folder().orElse(".");
        String inside = name.startsWith("./") ? name.substring(2) : name;
        inside = inside.startsWith("output/") ? inside.substring("output/".length()) : inside;
        return (folder.endsWith("/") ? folder : folder + "/") + "output/" + inside;
    }

    private static @Nullable Integer count(String prompt) {
        Matcher matcher = COUNT.matcher(prompt);
        return matcher.find() ? Integer.valueOf(matcher.group(1) == null ? matcher.group(2) : matcher.group(1)) : null;
    }

    private static String title(DemoRequest request) {
        List<String> prompts = request.prompts();
        String first = prompts.isEmpty() ? "" : prompts.getFirst();
        String words = first.replaceAll("<[^>]{1,40}>", " ")
                .replaceAll("[\"\\\\\\p{Cntrl}]", " ")
                .replaceAll("\\s+", " ")
                .strip();
        if (words.isEmpty()) {
            return "New conversation";
        }
        return words.length() <= 50 ? words : words.substring(0, 50).strip();
    }

    private static Map.Entry<String, Map<String, Object>> bash(String command, String description) {
        return Map.entry("Bash", ordered("command", command, "description", description));
    }

    private static List<Block> use(
            DemoRequest request, String words, Map.Entry<String, ? extends Map<String, ?>> tool) {
        return List.of(
                new Text(words), new ToolUse(toolId(request, 1), tool.getKey(), new LinkedHashMap<>(tool.getValue())));
    }

    private static Map<String, Object> ordered(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name1, value1);
        map.put(name2, value2);
        return map;
    }

    private static List<Block> say(String text) {
        return List.of(new Text(text));
    }

    private static String toolId(DemoRequest request, int index) {
        return "toolu_" + request.fingerprint() + index;
    }

    private static boolean isChinese(String text) {
        return text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    }
}
