package io.sac.provider.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything the demo model can say and write. */
final class DemoWords {
    private static final List<String> HAIKUS = List.of(
            "Morning light on keys,\na quiet thought finds its words,\nthe page fills with spring.\n",
            "A cursor blinking,\npatient as an autumn pond,\nwaits for falling leaves.\n",
            "Snow outside the glass,\nthe small lamp hums to itself,\none more line, then sleep.\n",
            "Rain on the tin roof,\neach drop a word unspoken,\nthe gutter sings them.\n");
    private static final List<String> CHINESE_POEMS =
            List.of("晨光落键盘，\n静思成一行，\n纸上有春天。\n", "光标轻轻闪，\n如同秋日池塘，\n等一片叶子。\n", "窗外雪无声，\n小灯独自轻哼，\n写完再入眠。\n");

    private DemoWords() {}

    static String answer(
            String prompt,
            List<String> prompts,
            boolean chinese,
            boolean greeting,
            @Nullable Integer countTo,
            boolean longText) {
        if (countTo != null) {
            return IntStream.rangeClosed(1, Math.min(countTo, 1000))
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining("\n"));
        }
        if (isHaiku(prompt)) {
            return haiku(prompt, chinese).strip();
        }
        if (longText) {
            return longText(chinese);
        }
        String self = chinese
                ? "我是 SAC 内置的演示模型，不是真正的语言模型：我不思考，也不会回答一般的问题。\n\n"
                        + "我会做的事：\n"
                        + "- 写文件，例如“写一首俳句到 haiku.md”或“生成一个表格 cities.csv”\n"
                        + "- 列出或读取文件，例如“列出文件”\n"
                        + "- 运行命令，例如“运行 `date`”\n\n"
                        + "要得到真正的回答，请在智能体的设置里选择一个模型提供商。"
                : "I am SAC's built-in demo model. I am not a real language model: I do not think, and I cannot answer general questions.\n\n"
                        + "What I can do:\n"
                        + "- write files, for example \"write a haiku to haiku.md\" or \"make a table in cities.csv\"\n"
                        + "- list and read files, for example \"list the files\"\n"
                        + "- run a command, for example \"run `date`\"\n\n"
                        + "For real answers, choose a model provider in the agent's settings.";
        if (greeting) {
            return (chinese ? "你好！" : "Hello! ") + self;
        }
        if (prompts.size() > 1) {
            return (chinese
                            ? "这是我们对话中的第 " + prompts.size() + " 条消息。"
                            : "This is message " + prompts.size() + " of our conversation. ")
                    + self;
        }
        return self;
    }

    static String written(List<String> names, boolean chinese) {
        String list = names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(chinese ? "、" : ", "));
        return chinese
                ? "写好了：" + list + "。您可以在结果面板中查看。"
                : "Done. I wrote " + list + " to your results; " + (names.size() == 1 ? "it is" : "they are")
                        + " in the Output panel.";
    }

    static String read(String name, String content, boolean chinese) {
        List<String> lines = content.lines().limit(20).toList();
        String text = String.join("\n", lines);
        return (chinese ? "`" + name + "` 的内容：\n\n" : "This is in `" + name + "`:\n\n") + "```\n" + text + "\n```";
    }

    static String ran(String output, boolean chinese) {
        String text = output.lines().limit(40).collect(Collectors.joining("\n")).strip();
        if (text.isEmpty()) {
            return chinese ? "完成，没有输出。" : "Done; it printed nothing.";
        }
        return (chinese ? "结果如下：\n\n" : "Here it is:\n\n") + "```\n" + text + "\n```";
    }

    static String failed(String output, boolean chinese) {
        String first = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        first = first.replaceAll("<[^>]{1,40}>", "");
        return chinese ? "没有成功：" + first : "That did not work: " + first;
    }

    static String summary(List<String> prompts) {
        String asked = prompts.stream()
                .filter(prompt -> !prompt.toLowerCase(Locale.ROOT).contains("summary of the conversation"))
                .map(prompt -> "- " + prompt.lines().findFirst().orElse(""))
                .collect(Collectors.joining("\n"));
        return "<summary>\nThe person asked, in this order:\n" + asked + "\nEverything asked was answered.\n</summary>";
    }

    static String nameFor(String prompt) {
        String words = prompt.toLowerCase(Locale.ROOT);
        if (isHaiku(prompt)) {
            return "haiku.md";
        }
        if (contains(words, "page", "website", "html", "网页")) {
            return "page.html";
        }
        if (contains(words, "table", "spreadsheet", "csv", "表格")) {
            return "table.csv";
        }
        if (contains(words, "script", "脚本")) {
            return "script.py";
        }
        if (contains(words, "chart", "图表")) {
            return "chart.svg";
        }
        if (contains(words, "note", "笔记")) {
            return "notes.md";
        }
        if (contains(words, "readme")) {
            return "README.md";
        }
        return "report.md";
    }

    static String content(String prompt, String name, boolean chinese) {
        if (isHaiku(prompt) || name.toLowerCase(Locale.ROOT).contains("haiku")) {
            return haiku(prompt, chinese);
        }
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String asked = prompt.lines().findFirst().orElse("").strip();
        return switch (extension) {
            case "csv" ->
                chinese
                        ? "城市,国家,人口（百万）\n上海,中国,24.9\n巴黎,法国,2.1\n里斯本,葡萄牙,0.6\n"
                        : "city,country,population_millions\nShanghai,China,24.9\nParis,France,2.1\nLisbon,Portugal,0.6\n";
            case "json" -> "{\n  \"made_by\": \"SAC demo model\",\n  \"items\": [\"one\", \"two\", \"three\"]\n}\n";
            case "html", "htm" -> page(asked, chinese);
            case "svg" -> chart();
            case "py" ->
                "\"\"\"Made by the SAC demo model.\"\"\"\n\n\ndef main():\n    for n in range(1, 6):\n        print(n, n * n)\n\n\nif __name__ == \"__main__\":\n    main()\n";
            case "js", "mjs", "ts" -> "for (let n = 1; n <= 5; n++) {\n  console.log(n, n * n);\n}\n";
            case "sh" -> "#!/bin/sh\n# Made by the SAC demo model.\necho \"Hello from SAC\"\n";
            case "txt" -> (chinese ? "您要求：" : "You asked: ") + asked + "\n";
            default -> report(asked, chinese);
        };
    }

    private static String report(String asked, boolean chinese) {
        return chinese
                ? "# 报告\n\n您要求：“" + asked
                        + "”\n\n这个文件由 SAC 的演示模型写成。它展示结果如何出现，而不是真正的内容。\n\n| 步骤 | 状态 |\n|---|---|\n| 理解请求 | 完成 |\n| 写文件 | 完成 |\n\n- 用真正的模型，这里会是您要的内容。\n"
                : "# Report\n\nYou asked: \"" + asked
                        + "\"\n\nThis file was written by SAC's demo model. It shows how results appear, not what a real model would write.\n\n| Step | State |\n|---|---|\n| Understand the request | done |\n| Write the file | done |\n\n- With a real model, what you asked for would be here.\n";
    }

    private static String page(String asked, boolean chinese) {
        String safe = asked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<!doctype html>\n<html lang=\"" + (chinese ? "zh-CN" : "en")
                + "\">\n<meta charset=\"utf-8\">\n<title>" + (chinese ? "演示页面" : "Demo page")
                + "</title>\n<style>body { font: 16px/1.5 sans-serif; margin: 3rem auto; max-width: 40rem }</style>\n<h1>"
                + (chinese ? "演示页面" : "Demo page") + "</h1>\n<p>" + safe + "</p>\n</html>\n";
    }

    private static String chart() {
        StringBuilder bars = new StringBuilder();
        int[] heights = {40, 75, 55, 95, 70};
        for (int i = 0; i < heights.length; i++) {
            bars.append("  <rect x=\"%d\" y=\"%d\" width=\"30\" height=\"%d\" fill=\"#3b6ea8\"/>\n"
                    .formatted(20 + i * 40, 110 - heights[i], heights[i]));
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 230 120\" role=\"img\">\n  <title>Demo chart</title>\n"
                + bars + "  <line x1=\"10\" y1=\"110\" x2=\"220\" y2=\"110\" stroke=\"#444\"/>\n</svg>\n";
    }

    private static String longText(boolean chinese) {
        return IntStream.rangeClosed(1, 60)
                .mapToObj(
                        n -> chinese
                                ? "第 " + n + " 段：演示模型把一段长文字慢慢地写出来，好让您看到它如何流动。"
                                : "Paragraph " + n
                                        + ": the demo model writes a long text little by little, so that you can see how it streams.")
                .collect(Collectors.joining("\n\n"));
    }

    private static String haiku(String prompt, boolean chinese) {
        List<String> choice = chinese ? CHINESE_POEMS : HAIKUS;
        return choice.get(Math.floorMod(prompt.strip().toLowerCase(Locale.ROOT).hashCode(), choice.size()));
    }

    private static boolean isHaiku(String prompt) {
        String words = prompt.toLowerCase(Locale.ROOT);
        return contains(words, "haiku", "俳句", "poem", "诗");
    }

    private static boolean contains(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
