/** What pasted text becomes before a program gets it. */
export interface Paste {
  /** As typed, ready to send. */
  data: string
  lines: number
  /** A program that does not know pasting would run each line at once: ask first. */
  runsLines: boolean
}

/**
 * A program that asked for bracketed paste gets the text between its marks and runs nothing; the marks themselves are
 * taken out of the text, so that nothing can end the paste early. For another one a last line break is dropped.
 */
export function preparePaste(text: string, bracketed: boolean): Paste {
  const clean = text
    .replace(/\r\n|\n/g, '\r')
    // What a program could take for keys or for the end of the paste; tabs and line breaks stay.
    .replace(CONTROL, '')
  if (bracketed) return { data: `\x1b[200~${clean}\x1b[201~`, lines: lineCount(clean), runsLines: false }
  const data = clean.replace(/\r+$/, '')
  return { data, lines: lineCount(data), runsLines: data.includes('\r') }
}

const CONTROL = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]', 'g')

function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\r').length
}

/** The control character of a letter or sign, as a held Ctrl key makes it. */
export function withControl(key: string): string {
  const code = key.toUpperCase().charCodeAt(0)
  if (key.length !== 1) return key
  if (code >= 64 && code <= 95) return String.fromCharCode(code - 64)
  if (key === ' ') return '\x00'
  if (key === '?') return '\x7f'
  return key
}
