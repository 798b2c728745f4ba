import { onScopeDispose, readonly, ref } from 'vue'
import { base, serverUrl } from '@/shared/base'
import { accessToken, onSession } from './client'

/** Something that changed for this user. */
export interface SacEvent<T = unknown> {
  id: string
  type: string
  agent_id?: number
  session_id?: string
  at: string
  data: T
}

/** `connecting` covers the first second of silence too; the pill shows only `reconnecting`. */
export type StreamState = 'off' | 'connecting' | 'live' | 'reconnecting'

export interface EventFilter {
  /** Exact types, or a prefix ending with a dot, such as `session.`. */
  type?: string | string[]
  agentId?: number
  sessionId?: string
}

type TabMessage =
  | { kind: 'event'; event: SacEvent }
  | { kind: 'stand'; id: string }
  | { kind: 'reset' }
  | { kind: 'state'; state: StreamState }
  | { kind: 'ask' }

/** The server says something at least every 15 s; past this it is taken for gone. */
const SILENCE_MS = 45_000
const SLOWEST_RETRY_MS = 15_000

const tabs = new BroadcastChannel(`sac-events:${base.pathname}`)
const handlers = new Set<(event: SacEvent) => void>()
const resets = new Set<() => void>()
const state = ref<StreamState>('off')
let lastId: string | null = null
let stop: AbortController | null = null
let leading = false

function deliver(event: SacEvent): void {
  lastId = event.id
  handlers.forEach((handler) => {
    handler(event)
  })
}

function deliverReset(): void {
  resets.forEach((handler) => {
    handler()
  })
}

function tell(next: StreamState): void {
  state.value = next
  tabs.postMessage({ kind: 'state', state: next } satisfies TabMessage)
}

tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
  if (stop === null) return
  if (data.kind === 'ask') {
    if (leading) tabs.postMessage({ kind: 'state', state: state.value } satisfies TabMessage)
  } else if (leading) {
    // Without Web Locks every tab has its own stream.
  } else if (data.kind === 'event') deliver(data.event)
  else if (data.kind === 'stand') lastId = data.id
  else if (data.kind === 'reset') deliverReset()
  else state.value = data.state
})

/** Splits a text stream into its server-sent events; one with an id and no data only tells where the stream stands. */
export class EventParser {
  private rest = ''
  private id = ''
  private type = ''
  private data: string[] = []

  push(chunk: string, emit: (message: { id: string; type: string; data: string }) => void, stand?: (id: string) => void): void {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (this.data.length > 0) emit({ id: this.id, type: this.type || 'message', data: this.data.join('\n') })
        else if (this.id !== '') stand?.(this.id)
        this.type = ''
        this.data = []
        continue
      }
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const field = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'id') this.id = value
      else if (field === 'event') this.type = value
      else if (field === 'data') this.data.push(value)
    }
  }
}

async function readOnce(signal: AbortSignal, onOpen: () => void): Promise<void> {
  const cut = new AbortController()
  const abort = () => {
    cut.abort()
  }
  signal.addEventListener('abort', abort)
  let silence = setTimeout(abort, SILENCE_MS)
  try {
    const response = await fetch(serverUrl('api/events'), {
      headers: {
        Accept: 'text/event-stream',
        Authorization: `Bearer ${await accessToken()}`,
        ...(lastId === null ? {} : { 'Last-Event-ID': lastId }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: cut.signal,
    })
    if (!response.ok || !response.body) throw new Error(`event stream refused: ${response.status}`)
    onOpen()
    tell('live')
    if (lastId === null) publishReset()
    const parser = new EventParser()
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(abort, SILENCE_MS)
      parser.push(decoder.decode(value, { stream: true }), publish, publishPosition)
    }
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', abort)
  }
}

function publish(message: { id: string; type: string; data: string }): void {
  if (message.type === 'reset') {
    lastId = message.id || null
    publishReset()
    return
  }
  const event = { ...(JSON.parse(message.data) as SacEvent), id: message.id }
  deliver(event)
  tabs.postMessage({ kind: 'event', event } satisfies TabMessage)
}

function publishPosition(id: string): void {
  if (id === lastId) return
  lastId = id
  tabs.postMessage({ kind: 'stand', id } satisfies TabMessage)
}

function publishReset(): void {
  deliverReset()
  tabs.postMessage({ kind: 'reset' } satisfies TabMessage)
}

/** Waits, but not for what the browser already knows: coming back online or into view tries at once. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      document.removeEventListener('visibilitychange', seen)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const seen = () => {
      if (document.visibilityState === 'visible') done()
    }
    const timer = setTimeout(done, milliseconds)
    window.addEventListener('online', done)
    document.addEventListener('visibilitychange', seen)
    signal.addEventListener('abort', done)
  })
}

/** Asked anew after an await, which the type checker cannot know. */
function gone(signal: AbortSignal): boolean {
  return signal.aborted
}

async function lead(signal: AbortSignal): Promise<void> {
  leading = true
  let failures = 0
  let pill: ReturnType<typeof setTimeout> | undefined
  tell('connecting')
  while (!signal.aborted) {
    const began = Date.now()
    try {
      await readOnce(signal, () => {
        clearTimeout(pill)
        pill = undefined
      })
    } catch {
      // Every way a stream can end has the same remedy: open it again.
    }
    if (gone(signal)) break
    failures = Date.now() - began > 10_000 ? 0 : failures + 1
    if (state.value === 'live') tell('connecting')
    pill ??= setTimeout(() => {
      if (leading && state.value === 'connecting') tell('reconnecting')
    }, 1000)
    const ceiling = Math.min(SLOWEST_RETRY_MS, 300 * 2 ** failures)
    await pause(ceiling / 2 + (Math.random() * ceiling) / 2, signal)
  }
  clearTimeout(pill)
  if (stop === null || stop.signal === signal) leading = false
}

function start(): void {
  const own = new AbortController()
  stop = own
  state.value = 'connecting'
  const locks = navigator.locks as LockManager | undefined
  if (!locks) {
    void lead(own.signal)
    return
  }
  tabs.postMessage({ kind: 'ask' } satisfies TabMessage)
  locks
    .request(`sac-events:${base.pathname}`, { signal: own.signal }, () => lead(own.signal))
    .catch(() => {
      // Stopped while waiting for its turn.
    })
}

let userId: number | null = null
onSession((session) => {
  const now = session?.user.id ?? null
  if (now === userId) return
  userId = now
  stop?.abort()
  stop = null
  lastId = null
  state.value = 'off'
  if (session) start()
})

function accepts(filter: EventFilter, event: SacEvent): boolean {
  if (filter.agentId !== undefined && event.agent_id !== filter.agentId) return false
  if (filter.sessionId !== undefined && event.session_id !== filter.sessionId) return false
  if (filter.type === undefined) return true
  const types = Array.isArray(filter.type) ? filter.type : [filter.type]
  return types.some((type) => (type.endsWith('.') ? event.type.startsWith(type) : event.type === type))
}

/**
 * Hears this user's events until the calling component is gone. `onReset` says that some were missed (or that the
 * stream is new): read the state anew. A filter may be a function, so that it follows what it reads.
 */
export function useEvents(
  filter: EventFilter | (() => EventFilter),
  handler: (event: SacEvent) => void,
  onReset?: () => void,
): void {
  const listen = (event: SacEvent) => {
    if (accepts(typeof filter === 'function' ? filter() : filter, event)) handler(event)
  }
  handlers.add(listen)
  if (onReset) resets.add(onReset)
  onScopeDispose(() => {
    handlers.delete(listen)
    if (onReset) resets.delete(onReset)
  })
}

/** Whether the page is live; for the "Reconnecting…" pill. */
export const streamState = readonly(state)
