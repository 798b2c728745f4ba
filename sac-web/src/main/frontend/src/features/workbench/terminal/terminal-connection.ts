import { InputLog } from './input-log'
import { ClientFrame, decodeServerFrame, INPUT_CHUNK, SUB_PROTOCOL, type TerminalState } from './terminal-frames'

export type ConnectionPhase = 'connecting' | 'open' | 'waiting' | 'gone' | 'ended' | 'refused' | 'closed'

export interface ConnectionStatus {
  phase: ConnectionPhase
  /** True once the terminal has been without a connection long enough that the person should be told. */
  lost: boolean
  attempt: number
}

/** Why a ticket was not given: `gone` and `ended` are final, with the others the connection tries again. */
export class TicketRefused extends Error {
  constructor(
    readonly reason: 'gone' | 'ended' | 'forbidden' | 'busy',
    options?: ErrorOptions,
  ) {
    super(`ticket refused: ${reason}`, options)
  }
}

/** Where the connection's bytes and news go. `done` tells that the bytes are on the screen. */
export interface TerminalSink {
  output(bytes: Uint8Array, done: () => void): void
  snapshot(bytes: Uint8Array, done: () => void): void
  /** Output passed that this page will never show. */
  gap(): void
  state(state: TerminalState): void
  status(status: ConnectionStatus): void
  title(title: string): void
  preferences?(preferences: Record<string, unknown>): void
  /** Input that may not have arrived and is not sent again. */
  unsent(bytes: Uint8Array): void
}

/** The part of a browser's WebSocket that is used here. */
export interface Socket {
  binaryType: BinaryType
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}

export interface StoredInput {
  acknowledged: number
  pending: Uint8Array
}

export interface TerminalConnectionOptions {
  url: (ticket: string) => string
  ticket: (signal: AbortSignal) => Promise<string>
  viewer: string
  columns: number
  rows: number
  sink: TerminalSink
  /** Input of this viewer that an earlier life of this page could not see acknowledged. */
  restored?: StoredInput | null
  openSocket?: (url: string, protocol: string) => Socket
  random?: () => number
  now?: () => number
}

const OPEN = 1
const HANDSHAKE_LIMIT = 10_000
/** Input that gets no answer for so long means that the other end is no longer there. */
const ANSWER_LIMIT = 5_000
const LONGEST_ANSWER_LIMIT = 60_000
const PROBE_INTERVAL = 20_000
const PILL_DELAY = 1_000
const TICK = 1_000
const ASLEEP_AFTER = 15_000
const FIRST_DELAY = 250
const LONGEST_DELAY = 8_000
const BUSY_DELAY = 5_000
const STABLE_AFTER = 5_000
const PAUSE_ABOVE = 1024 * 1024
const RESUME_BELOW = 256 * 1024
/** More than this typed while nobody answers is not typing. */
const LONGEST_LOG = 4 * 1024 * 1024

/**
 * One terminal that goes on whatever happens to the network: a client of `tty.sac.1` that counts what it showed and
 * what it typed, comes back by itself, and asks for exactly what it missed. Nothing typed is lost or sent twice.
 */
export class TerminalConnection {
  private readonly openSocket: (url: string, protocol: string) => Socket
  private readonly random: () => number
  private readonly now: () => number
  private readonly sink: TerminalSink
  private log: InputLog
  private socket: Socket | null = null
  private phase: ConnectionPhase = 'closed'
  private attempt = 0
  private lost = false
  private position: { epoch: string; offset: number } | null = null
  /** Offset of the next output byte on the present connection; behind `position` when the server repeats itself. */
  private streamOffset = 0
  private greeted = false
  private everGreeted = false
  private columns: number
  private rows: number
  private unwritten = 0
  private paused = false
  private openedAt = 0
  private heardAt = 0
  private askedAt: number | null = null
  /** Grows while a new connection brings no answer either: then it is the program that does not read. */
  private answerLimit = ANSWER_LIMIT
  private probeAnswered = false
  private probing = false
  private ticketRetried = false
  private lastTick: number
  private ticker: ReturnType<typeof setInterval> | null = null
  private retryTimer: ReturnType<typeof setTimeout> | null = null
  private handshakeTimer: ReturnType<typeof setTimeout> | null = null
  private pillTimer: ReturnType<typeof setTimeout> | null = null
  private ticketRequest: AbortController | null = null

  constructor(private readonly options: TerminalConnectionOptions) {
    this.openSocket = options.openSocket ?? ((url, protocol) => new WebSocket(url, protocol))
    this.random = options.random ?? Math.random
    this.now = options.now ?? (() => performance.now())
    this.sink = options.sink
    this.columns = options.columns
    this.rows = options.rows
    this.log = options.restored
      ? new InputLog(options.restored.acknowledged, options.restored.pending)
      : new InputLog()
    this.lastTick = this.now()
  }

  start(): void {
    if (this.ticker !== null) return
    this.ticker = setInterval(() => this.tick(), TICK)
    this.lastTick = this.now()
    this.lose()
    void this.connect()
  }

  /** Ends the connection for good, for example when the page shows another session. */
  close(): void {
    if (this.ticker !== null) clearInterval(this.ticker)
    this.ticker = null
    this.abandon(1000)
    this.become('closed')
  }

  /** Sends what the person typed, now or as soon as there is a connection. False when too much is waiting already. */
  type(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true
    if (this.log.pendingBytes + bytes.length > LONGEST_LOG) return false
    this.log.append(bytes)
    this.sendInput()
    return true
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return
    this.columns = columns
    this.rows = rows
    if (this.greeted) this.send(ClientFrame.resize(columns, rows))
  }

  drive(): void {
    if (!this.greeted) return
    this.send(ClientFrame.drive())
    this.send(ClientFrame.resize(this.columns, this.rows))
  }

  /** The browser says that the network is back or that the page is looked at again: do not wait for a timer. */
  wake(): void {
    if (this.phase === 'waiting') this.reconnect()
    else if (this.phase === 'open' && this.now() - this.heardAt > PROBE_INTERVAL) this.probe(true)
  }

  /** Tries again after a final refusal, for example because the session was started anew. */
  retry(): void {
    if (this.phase === 'gone' || this.phase === 'ended' || this.phase === 'refused' || this.phase === 'waiting') {
      this.reconnect()
    }
  }

  /** What would be lost with this page; null when everything typed has arrived. */
  store(): StoredInput | null {
    return this.log.pendingBytes === 0 ? null : { acknowledged: this.log.acknowledged, pending: this.log.pending() }
  }

  get status(): ConnectionStatus {
    return { phase: this.phase, lost: this.lost, attempt: this.attempt }
  }

  private async connect(): Promise<void> {
    this.become('connecting')
    const request = new AbortController()
    this.ticketRequest = request
    const limit = setTimeout(() => request.abort(new Error('no ticket in time')), HANDSHAKE_LIMIT)
    let ticket: string
    try {
      ticket = await this.options.ticket(request.signal)
    } catch (error) {
      if (this.ticketRequest === request) this.ticketFailed(error)
      return
    } finally {
      clearTimeout(limit)
    }
    if (this.ticketRequest !== request) return
    this.ticketRequest = null
    try {
      this.attach(this.openSocket(this.options.url(ticket), SUB_PROTOCOL))
    } catch {
      this.retryLater()
    }
  }

  private ticketFailed(error: unknown): void {
    this.ticketRequest = null
    if (error instanceof TicketRefused) {
      if (error.reason === 'gone' || error.reason === 'ended') return this.finish(error.reason)
      if (error.reason === 'forbidden') return this.finish('refused')
      return this.retryLater(BUSY_DELAY)
    }
    this.retryLater()
  }

  private attach(socket: Socket): void {
    this.socket = socket
    this.greeted = false
    this.paused = false
    this.askedAt = null
    this.probing = false
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.openedAt = this.heardAt = this.now()
      this.send(
        ClientFrame.hello({
          columns: this.columns,
          rows: this.rows,
          viewer: this.options.viewer,
          ...(this.position ?? {}),
        }),
      )
    }
    socket.onmessage = (event) => this.receive(event.data)
    socket.onclose = (event) => this.closed(event.code)
    socket.onerror = null
    this.handshakeTimer = setTimeout(() => this.reconnectLater(), HANDSHAKE_LIMIT)
  }

  private receive(data: unknown): void {
    this.heardAt = this.now()
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data as ArrayBuffer)
    const frame = decodeServerFrame(bytes)
    switch (frame.kind) {
      case 'output':
        return this.receiveOutput(frame.payload)
      case 'snapshot':
        return this.write(frame.payload, (payload, done) => this.sink.snapshot(payload, done))
      case 'state':
        return this.receiveState(frame.state)
      case 'title':
        return this.sink.title(frame.title)
      case 'preferences':
        return this.sink.preferences?.(frame.preferences)
      case 'unknown':
        return
    }
  }

  private receiveOutput(payload: Uint8Array): void {
    if (this.position === null) return
    const start = this.streamOffset
    this.streamOffset += payload.length
    if (this.streamOffset <= this.position.offset) return
    const fresh = payload.subarray(Math.max(0, this.position.offset - start))
    this.position.offset = this.streamOffset
    this.write(fresh, (bytes, done) => this.sink.output(bytes, done))
  }

  private receiveState(state: TerminalState): void {
    const before = this.position
    this.streamOffset = state.offset
    if (before === null || before.epoch !== state.epoch || state.offset > before.offset) {
      this.position = { epoch: state.epoch, offset: state.offset }
      if (before !== null) this.sink.gap()
    }
    if (this.greeted) {
      if (state.inputOffset !== null && state.inputOffset > this.log.acknowledged) {
        this.log.acknowledge(state.inputOffset)
        this.answerLimit = ANSWER_LIMIT
      }
    } else {
      this.greet(state.inputOffset)
    }
    this.askedAt = this.log.awaiting > 0 ? this.now() : null
    if (this.probing) {
      this.probing = false
      this.probeAnswered = true
    }
    this.sink.state(state)
  }

  private greet(inputOffset: number | null): void {
    let lostInput: Uint8Array
    if (inputOffset !== null) {
      lostInput = this.log.resumeAt(inputOffset)
    } else {
      const certain = !this.log.uncertain && !this.everGreeted
      const pending = this.log.restart()
      if (certain) this.log.append(pending)
      lostInput = certain ? new Uint8Array(0) : pending
    }
    this.greeted = true
    this.everGreeted = true
    this.clearHandshakeTimer()
    this.ticketRetried = false
    // Not none: a server that greets and closes would otherwise be asked without a pause.
    this.attempt = Math.min(this.attempt, 2)
    this.find()
    if (lostInput.length > 0) this.sink.unsent(lostInput)
    if (this.unwritten > PAUSE_ABOVE) this.pause()
    this.sendInput()
  }

  private sendInput(): void {
    if (!this.greeted) return
    for (let chunk = this.log.next(INPUT_CHUNK); chunk !== null; chunk = this.log.next(INPUT_CHUNK)) {
      this.askedAt ??= this.now()
      this.send(ClientFrame.input(chunk))
    }
  }

  private write(payload: Uint8Array, to: (payload: Uint8Array, done: () => void) => void): void {
    this.unwritten += payload.length
    if (this.unwritten > PAUSE_ABOVE && !this.paused) this.pause()
    to(payload, () => {
      this.unwritten -= payload.length
      if (this.paused && this.unwritten < RESUME_BELOW) {
        this.paused = false
        this.send(ClientFrame.resume())
      }
    })
  }

  private pause(): void {
    this.paused = true
    this.send(ClientFrame.pause())
  }

  private send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.socket?.readyState === OPEN) this.socket.send(frame)
  }

  private closed(code: number): void {
    const wasStable = this.greeted && this.now() - this.openedAt > STABLE_AFTER
    this.detach()
    switch (code) {
      case 4404:
        return this.finish('gone')
      case 4409:
        return this.finish('ended')
      case 4429:
        return this.retryLater(BUSY_DELAY)
      case 4401:
        if (this.ticketRetried) return this.retryLater()
        this.ticketRetried = true
        return this.retryLater(0)
      default:
        if (wasStable) this.attempt = 0
        return this.retryLater((code === 1001 || code === 1012) && this.attempt === 0 ? 0 : undefined)
    }
  }

  private finish(phase: 'gone' | 'ended' | 'refused'): void {
    this.detach()
    this.clearRetryTimer()
    this.become(phase)
  }

  private retryLater(delay?: number): void {
    this.detach()
    this.clearRetryTimer()
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(this.attempt, 10))
    const wait = (delay ?? longest / 2) + (this.random() * longest) / 2
    this.attempt++
    this.become('waiting')
    this.retryTimer = setTimeout(() => void this.connect(), wait)
  }

  private reconnect(): void {
    this.abandon()
    void this.connect()
  }

  private reconnectLater(): void {
    this.abandon()
    this.retryLater()
  }

  /** Lets go of a connection that may hang for ever: its events no longer matter, whenever they come. */
  private abandon(code?: number): void {
    const socket = this.socket
    this.detach()
    this.clearRetryTimer()
    this.ticketRequest?.abort()
    this.ticketRequest = null
    try {
      socket?.close(code)
    } catch {
      // A socket that cannot be closed any more is as good as closed.
    }
  }

  private detach(): void {
    this.clearHandshakeTimer()
    this.greeted = false
    this.askedAt = null
    const socket = this.socket
    if (socket === null) return
    socket.onopen = socket.onmessage = socket.onclose = null
    this.socket = null
  }

  private tick(): void {
    const now = this.now()
    const slept = now - this.lastTick > ASLEEP_AFTER
    this.lastTick = now
    if (this.phase === 'waiting' && slept) return this.reconnect()
    if (this.phase !== 'open') return
    if (this.greeted && now - this.openedAt > STABLE_AFTER) this.attempt = 0
    const asked = this.askedAt
    const silentFor = now - this.heardAt
    const limit = this.answerLimit
    if (asked !== null && now - asked > limit && silentFor > limit && !slept) {
      this.answerLimit = Math.min(LONGEST_ANSWER_LIMIT, limit * 2)
      return this.reconnect()
    }
    if (silentFor > PROBE_INTERVAL) this.probe(slept)
  }

  /** Asks for a sign of life. Only a server that has answered one before is taken for dead when it does not. */
  private probe(afresh: boolean): void {
    if (afresh && !this.probeAnswered) return this.reconnect()
    if (this.probing && this.askedAt !== null) return
    this.probing = true
    this.askedAt = this.probeAnswered ? this.now() : null
    this.send(ClientFrame.input(new Uint8Array(0)))
  }

  private become(phase: ConnectionPhase): void {
    this.phase = phase
    if (phase === 'connecting' || phase === 'waiting') this.lose()
    else this.settle()
    this.report()
  }

  private lose(): void {
    if (this.pillTimer !== null || this.lost) return
    this.pillTimer = setTimeout(() => {
      this.pillTimer = null
      this.lost = true
      this.report()
    }, PILL_DELAY)
  }

  private find(): void {
    this.become('open')
  }

  private settle(): void {
    if (this.pillTimer !== null) clearTimeout(this.pillTimer)
    this.pillTimer = null
    this.lost = false
  }

  private report(): void {
    this.sink.status(this.status)
  }

  private clearRetryTimer(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer)
    this.retryTimer = null
  }

  private clearHandshakeTimer(): void {
    if (this.handshakeTimer !== null) clearTimeout(this.handshakeTimer)
    this.handshakeTimer = null
  }
}
