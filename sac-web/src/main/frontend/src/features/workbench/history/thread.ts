import type { Entry } from '../types'

/** One line or block of the thread as a person reads it. */
export type ThreadItem = MessageItem | ToolItem | DayItem

export interface MessageItem {
  kind: 'message'
  id: string
  at: string
  who: 'person' | 'agent' | 'system'
  text: string
  images: ThreadImage[]
  /** The writer is the one of the item before, so the name is not repeated. */
  continued: boolean
}

export interface ToolItem {
  kind: 'tool'
  id: string
  at: string
  tool: ToolCall
}

export interface DayItem {
  kind: 'day'
  id: string
  at: string
}

export interface ThreadImage {
  source: string
}

export interface ToolCall {
  name: string
  /** Key of the sentence under `workbench.history.tool`, with its values. */
  sentence: string
  values: Record<string, string | number>
  input: Record<string, unknown>
  result: string | null
  failed: boolean
}

interface Block extends Record<string, unknown> {
  type: string
}

/** Turns stored entries, oldest first, into what the History panel shows. */
export function threadOf(entries: readonly Entry[], dayOf: (at: string) => string = localDay): ThreadItem[] {
  const items: ThreadItem[] = []
  const calls = new Map<string, ToolCall>()
  let day = ''
  let writer: string | null = null
  const add = (item: ThreadItem) => {
    const itsDay = dayOf(item.at)
    if (itsDay !== day) {
      day = itsDay
      writer = null
      items.push({ kind: 'day', id: `day-${itsDay}`, at: item.at })
      if (item.kind === 'message') item.continued = false
    }
    items.push(item)
    if (item.kind === 'message') writer = item.who
  }
  for (const entry of entries) {
    const blocks = entry.content as Block[]
    for (const [index, block] of blocks.entries()) {
      if (block.type === 'tool_result') attachResult(calls, block)
      if (block.type === 'tool_use') {
        const call = toolCall(block)
        if (typeof block.id === 'string') calls.set(block.id, call)
        add({ kind: 'tool', id: blocks.length === 1 ? entry.entry_id : `${entry.entry_id}-${index}`, at: entry.at, tool: call })
      }
    }
    const text = readable(blocks)
    const images = blocks.flatMap(imageOf)
    if (text === '' && images.length === 0) continue
    const who = writerOf(entry)
    if (who === null) continue
    add({ kind: 'message', id: entry.entry_id, at: entry.at, who, text, images, continued: writer === who })
  }
  return items
}

function writerOf(entry: Entry): MessageItem['who'] | null {
  switch (entry.role) {
    case 'user':
      return 'person'
    case 'assistant':
      return 'agent'
    case 'system':
      return 'system'
    default:
      return null
  }
}

/** What the program writes around a person's words for itself. */
const MACHINE_TEXT = /<(system-reminder|local-command-caveat|command-message)>[\s\S]*?<\/\1>/g
const COMMAND = /<command-name>([\s\S]*?)<\/command-name>(?:\s*<command-args>([\s\S]*?)<\/command-args>)?/g
const COMMAND_OUTPUT = /<\/?local-command-std(?:out|err)>/g

function readable(blocks: Block[]): string {
  return blocks
    .flatMap((block) => (block.type === 'text' && typeof block.text === 'string' ? [block.text] : []))
    .join('\n\n')
    .replace(MACHINE_TEXT, '')
    .replace(COMMAND, (_, name: string, args: string | undefined) => `${name.trim()} ${args?.trim() ?? ''}`.trim())
    .replace(COMMAND_OUTPUT, '')
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    .trim()
}

function imageOf(block: Block): ThreadImage[] {
  if (block.type !== 'image') return []
  const source = block.source as { type?: string; media_type?: string; data?: string } | undefined
  if (source?.type !== 'base64' || !source.data || !/^image\/(png|jpeg|gif|webp)$/.test(source.media_type ?? '')) return []
  return [{ source: `data:${source.media_type ?? ''};base64,${source.data}` }]
}

function attachResult(calls: Map<string, ToolCall>, block: Block): void {
  const call = typeof block.tool_use_id === 'string' ? calls.get(block.tool_use_id) : undefined
  if (!call) return
  call.result = resultText(block.content)
  call.failed = block.is_error === true
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return (content as Block[]).flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n')
}

function toolCall(block: Block): ToolCall {
  const name = typeof block.name === 'string' ? block.name : ''
  const input = typeof block.input === 'object' && block.input !== null ? (block.input as Record<string, unknown>) : {}
  return { name, input, result: null, failed: false, ...sentenceOf(name, input) }
}

function sentenceOf(name: string, input: Record<string, unknown>): Pick<ToolCall, 'sentence' | 'values'> {
  const text = (key: string) => (typeof input[key] === 'string' ? (input[key] as string) : '')
  const file = baseName(text('file_path') || text('notebook_path') || text('path'))
  switch (name) {
    case 'Write':
      return { sentence: 'wrote', values: { file, n: lineCount(text('content')) } }
    case 'Edit':
    case 'MultiEdit':
    case 'NotebookEdit':
      return { sentence: 'edited', values: { file } }
    case 'Read':
      return { sentence: 'read', values: { file } }
    case 'Bash':
    case 'PowerShell':
      return { sentence: 'ran', values: { what: oneLine(text('description') || text('command')) } }
    case 'Grep':
    case 'Glob':
      return { sentence: 'searchedFiles', values: { what: oneLine(text('pattern')) } }
    case 'LS':
      return { sentence: 'listed', values: { file: file || '.' } }
    case 'WebSearch':
      return { sentence: 'searchedWeb', values: { what: oneLine(text('query')) } }
    case 'WebFetch':
      return { sentence: 'opened', values: { what: hostOf(text('url')) } }
    case 'Task':
    case 'Agent':
      return { sentence: 'delegated', values: { what: oneLine(text('description')) } }
    case 'TodoWrite':
    case 'TaskCreate':
    case 'TaskUpdate':
      return { sentence: 'planned', values: {} }
    default:
      return { sentence: 'used', values: { name } }
  }
}

function lineCount(text: string): number {
  if (text === '') return 0
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

function baseName(path: string): string {
  return path.split(/[/\\]/).pop() ?? ''
}

function oneLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return oneLine(url)
  }
}

function localDay(at: string): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}

/** What a person could have read of a tool call: its values, not its form. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  const part = value as Record<string, unknown>
  if (part.type === 'image') return []
  return Object.entries(part).flatMap(([key, inner]) => (key === 'type' || key === 'id' || key === 'tool_use_id' ? [] : stringsIn(inner)))
}

/** The text of an entry around the first place where the words stand, for a list of what a search found. */
export function excerptOf(entry: Entry, words: string, around = 60): { before: string; match: string; after: string } | null {
  const wanted = words.toLowerCase()
  const blocks = entry.content as Block[]
  const texts = [readable(blocks), ...blocks.flatMap(stringsIn)].filter((one) => one !== '')
  const text = texts.find((one) => one.toLowerCase().includes(wanted)) ?? texts[0] ?? ''
  const at = text.toLowerCase().indexOf(wanted)
  if (at < 0) return text === '' ? null : { before: oneLine(text), match: '', after: '' }
  const start = Math.max(0, at - around)
  const flat = (part: string) => part.replace(/\s+/g, ' ')
  return {
    before: (start > 0 ? '…' : '') + flat(text.slice(start, at)),
    match: flat(text.slice(at, at + words.length)),
    after: flat(text.slice(at + words.length, at + words.length + around * 2)),
  }
}
