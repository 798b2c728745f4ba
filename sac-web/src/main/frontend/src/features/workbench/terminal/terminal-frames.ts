/** Frames of the `tty.sac.1` sub-protocol, as bytes on the wire. The first byte of a frame names its kind. */

export const SUB_PROTOCOL = 'tty.sac.1'

/** No input frame is larger, so that a long paste never meets the server's limit of 1 MiB. */
export const INPUT_CHUNK = 64 * 1024

export interface TerminalViewer {
  viewer: string
  user: string | null
  columns: number | null
  rows: number | null
}

/** What the sidecar says about a session's terminal. `offset` is that of the next output byte on this connection. */
export interface TerminalState {
  epoch: string
  offset: number
  inputOffset: number | null
  columns: number
  rows: number
  driver: string | null
  viewers: TerminalViewer[]
  activity: string | null
}

export type ServerFrame =
  | { kind: 'output'; payload: Uint8Array }
  | { kind: 'title'; title: string }
  | { kind: 'preferences'; preferences: Record<string, unknown> }
  | { kind: 'state'; state: TerminalState }
  | { kind: 'snapshot'; payload: Uint8Array }
  | { kind: 'unknown' }

const OUTPUT = 0x30
const TITLE = 0x31
const PREFERENCES = 0x32
const STATE = 0x33
const SNAPSHOT = 0x34

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function decodeServerFrame(message: Uint8Array): ServerFrame {
  const payload = message.subarray(1)
  switch (message[0]) {
    case OUTPUT:
      return { kind: 'output', payload }
    case SNAPSHOT:
      return { kind: 'snapshot', payload }
    case TITLE:
      return { kind: 'title', title: decoder.decode(payload) }
    case PREFERENCES: {
      const preferences = parseObject(payload)
      return preferences ? { kind: 'preferences', preferences } : { kind: 'unknown' }
    }
    case STATE: {
      const state = parseState(payload)
      return state ? { kind: 'state', state } : { kind: 'unknown' }
    }
    default:
      return { kind: 'unknown' }
  }
}

export interface Hello {
  columns: number
  rows: number
  viewer: string
  epoch?: string
  offset?: number
}

export const ClientFrame = {
  hello: (hello: Hello) => encoder.encode(JSON.stringify(hello)),
  input: (payload: Uint8Array) => {
    const frame = new Uint8Array(payload.length + 1)
    frame[0] = 0x30
    frame.set(payload, 1)
    return frame
  },
  resize: (columns: number, rows: number) => encoder.encode(`1${JSON.stringify({ columns, rows })}`),
  pause: () => Uint8Array.of(0x32),
  resume: () => Uint8Array.of(0x33),
  drive: () => Uint8Array.of(0x35),
}

function parseObject(payload: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(payload))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function parseState(payload: Uint8Array): TerminalState | null {
  const json = parseObject(payload)
  if (json === null) return null
  if (json.epoch === undefined || json.epoch === null || !isCount(json.offset)) return null
  return {
    epoch: String(json.epoch),
    offset: json.offset,
    inputOffset: isCount(json.input_offset) ? json.input_offset : null,
    columns: isCount(json.columns) ? json.columns : 0,
    rows: isCount(json.rows) ? json.rows : 0,
    driver: typeof json.driver === 'string' ? json.driver : null,
    viewers: Array.isArray(json.viewers) ? json.viewers.flatMap(parseViewer) : [],
    activity: typeof json.activity === 'string' ? json.activity : null,
  }
}

function parseViewer(value: unknown): TerminalViewer[] {
  if (typeof value === 'string') return [{ viewer: value, user: null, columns: null, rows: null }]
  if (typeof value !== 'object' || value === null) return []
  const json = value as Record<string, unknown>
  const viewer = json.viewer ?? json.id
  if (typeof viewer !== 'string') return []
  return [
    {
      viewer,
      user: typeof json.user === 'string' ? json.user : null,
      columns: isCount(json.columns) ? json.columns : null,
      rows: isCount(json.rows) ? json.rows : null,
    },
  ]
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
