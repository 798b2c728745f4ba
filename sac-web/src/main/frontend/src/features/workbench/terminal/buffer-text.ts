import type { Terminal } from '@xterm/xterm'

/** Everything the terminal holds as plain text, with wrapped lines joined again. */
export function bufferText(terminal: Terminal): string {
  const buffer = terminal.buffer.active
  const lines: string[] = []
  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row)
    if (!line) continue
    const wraps = buffer.getLine(row + 1)?.isWrapped === true
    const text = line.translateToString(!wraps)
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop()
  return lines.join('\n')
}
