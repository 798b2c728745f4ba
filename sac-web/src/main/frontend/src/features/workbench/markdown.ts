import MarkdownIt from 'markdown-it'

/** Markdown as people write it; markup in it is shown as text, pictures from elsewhere are not fetched. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false })
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index]
  return markdown.utils.escapeHtml(token?.content ?? '')
}

const conversation = new MarkdownIt({ html: false, linkify: true, breaks: true })
conversation.renderer.rules.image = markdown.renderer.rules.image

export function renderMarkdown(text: string, lineBreaks = false): string {
  return (lineBreaks ? conversation : markdown).render(text)
}
