import MarkdownIt from 'markdown-it'

/** Markdown as people write it; markup in it is shown as text, pictures from elsewhere are not fetched. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false })
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index]
  return markdown.utils.escapeHtml(token?.content ?? '')
}

const conversation = new MarkdownIt({ html: false, linkify: true, breaks: true })
conversation.renderer.rules.image = markdown.renderer.rules.image

// The page has its own first heading, and the file's name is its second.
for (const rule of ['heading_open', 'heading_close'] as const) {
  const lower: NonNullable<(typeof markdown.renderer.rules)[string]> = (tokens, index, options, _env, renderer) => {
    const token = tokens[index]
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`
    return renderer.renderToken(tokens, index, options)
  }
  markdown.renderer.rules[rule] = conversation.renderer.rules[rule] = lower
}

export function renderMarkdown(text: string, lineBreaks = false): string {
  return (lineBreaks ? conversation : markdown).render(text)
}
