package io.sac.web.prompt;

import io.sac.prompt.PromptService;
import io.sac.prompt.PromptView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of prompts. */
public record PromptList(List<PromptView> prompts, @Nullable String nextCursor) {

    /** Of one more prompt than the page holds, which only tells that there is another page. */
    static PromptList of(List<PromptService.Numbered> found, int limit) {
        List<PromptService.Numbered> page = found.size() <= limit ? found : found.subList(0, limit);
        String next =
                found.size() <= limit ? null : String.valueOf(page.getLast().number());
        return new PromptList(page.stream().map(PromptService.Numbered::prompt).toList(), next);
    }
}
