import hljs from 'highlight.js/lib/common'

/** Markup of highlighted code; plain, escaped text when the language is not known here. */
export function highlight(text: string, language: string | null): string | null {
  if (language === null || !hljs.getLanguage(language)) return null
  return hljs.highlight(text, { language, ignoreIllegals: true }).value
}
