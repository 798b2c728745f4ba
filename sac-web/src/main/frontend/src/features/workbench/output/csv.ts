/** A table read from text in the form of RFC 4180, also with tabs or semicolons instead of commas. */
export interface Table {
  rows: string[][]
  columns: number
  /** The text has more rows than were asked for. */
  cut: boolean
}

export function parseTable(text: string, delimiter = guessDelimiter(text), limit = 200_000): Table {
  const rows: string[][] = []
  let row: string[] = []
  let columns = 0
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const end = text.length
  const finishRow = () => {
    // An empty line has no cell, not one that is empty.
    if (row.length > 1 || row[0] !== '') {
      rows.push(row)
      columns = Math.max(columns, row.length)
    }
    row = []
  }
  while (at < end) {
    if (rows.length >= limit) return { rows, columns, cut: true }
    if (text[at] === '"') {
      const { value, next } = quoted(text, at + 1)
      at = next
      // What stands between a closing quote and the next delimiter belongs to the cell, as spreadsheets read it.
      const stop = cellEnd(text, at, delimiter)
      row.push(value + text.slice(at, stop))
      at = stop
    } else {
      const stop = cellEnd(text, at, delimiter)
      row.push(text.slice(at, stop))
      at = stop
    }
    if (at >= end) break
    if (text[at] === delimiter) {
      at++
      if (at >= end || text[at] === '\n' || text[at] === '\r') row.push('')
      if (at >= end) break
      if (text[at] !== '\n' && text[at] !== '\r') continue
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    finishRow()
  }
  if (row.length > 0) finishRow()
  return { rows, columns, cut: false }
}

function quoted(text: string, from: number): { value: string; next: number } {
  let value = ''
  let at = from
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return { value: value + text.slice(at), next: text.length }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, next: quote + 1 }
    value += '"'
    at = quote + 2
  }
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

/** The separator that occurs most often, outside quotes, in the first line that has one. */
export function guessDelimiter(text: string): string {
  let inQuotes = false
  const counts = new Map<string, number>([[',', 0], [';', 0], ['\t', 0], ['|', 0]])
  for (const character of text.slice(0, 10_000)) {
    if (character === '"') inQuotes = !inQuotes
    else if (inQuotes) continue
    else if (character === '\n' && [...counts.values()].some((count) => count > 0)) break
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const [best] = [...counts].sort((one, other) => other[1] - one[1])
  return best && best[1] > 0 ? best[0] : ','
}

/** Whether a column holds numbers, so that it is set flush right. */
export function isNumeric(table: Table, column: number): boolean {
  let seen = 0
  for (const row of table.rows.slice(1, 51)) {
    const cell = row[column]?.trim() ?? ''
    if (cell === '') continue
    if (!/^[-+]?[\d.,\s]*\d[%]?$/.test(cell)) return false
    seen++
  }
  return seen > 0
}
