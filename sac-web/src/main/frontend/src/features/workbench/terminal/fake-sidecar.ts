import type { Socket } from './terminal-connection'

/** A sidecar in memory for tests: one session with a ring, viewers and their input, over links that can be cut. */
export class FakeSidecar {
  readonly typed: number[] = []
  epoch = 'e1'
  output: number[] = []
  ringSize = 1 << 20
  answersProbes = false
  deaf = false
  knowsViewers = true
  links: FakeLink[] = []
  refusal: number | null = null
  readonly counts = new Map<string, number>()
  hellos: Record<string, unknown>[] = []
  resizes: { columns: number; rows: number }[] = []
  pauses = 0
  resumes = 0
  drives = 0
  tickets = 0

  open = (): Socket => {
    const link = new FakeLink(this)
    this.links.push(link)
    setTimeout(() => link.opened(), link.latency)
    return link
  }

  get live(): FakeLink | undefined {
    return this.links.findLast((link) => link.serverOpen)
  }

  print(bytes: number[]): void {
    this.output.push(...bytes)
    for (const link of this.links) if (link.serverOpen && link.greeted) link.pump()
  }

  newEpoch(name: string): void {
    this.epoch = name
    for (const link of this.links) if (link.serverOpen && link.greeted) link.snapshot()
  }

  forgetViewers(): void {
    this.counts.clear()
  }

  receive(link: FakeLink, frame: Uint8Array): void {
    if (this.deaf) return
    if (!link.greeted) return this.greet(link, JSON.parse(new TextDecoder().decode(frame)) as Record<string, unknown>)
    const payload = frame.subarray(1)
    switch (frame[0]) {
      case 0x30:
        if (payload.length === 0) {
          if (this.answersProbes) link.state()
          return
        }
        this.typed.push(...payload)
        this.counts.set(link.viewer, (this.counts.get(link.viewer) ?? 0) + payload.length)
        link.state()
        return
      case 0x31:
        this.resizes.push(JSON.parse(new TextDecoder().decode(payload)) as { columns: number; rows: number })
        return
      case 0x32:
        this.pauses++
        return
      case 0x33:
        this.resumes++
        return
      case 0x35:
        this.drives++
    }
  }

  private greet(link: FakeLink, hello: Record<string, unknown>): void {
    this.hellos.push(hello)
    link.viewer = hello.viewer as string
    for (const older of this.links) if (older !== link && older.viewer === link.viewer) older.serverClose(1000)
    link.greeted = true
    link.inputOffset = this.counts.get(link.viewer) ?? null
    const offset = hello.offset as number | undefined
    const oldest = Math.max(0, this.output.length - this.ringSize)
    if (hello.epoch === this.epoch && offset !== undefined && offset >= oldest && offset <= this.output.length) {
      link.at = offset
      link.state()
      link.pump()
    } else {
      link.snapshot()
    }
    this.counts.set(link.viewer, this.counts.get(link.viewer) ?? 0)
  }
}

export class FakeLink implements Socket {
  binaryType: BinaryType = 'blob'
  readyState = 0
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  viewer = ''
  greeted = false
  serverOpen = false
  at = 0
  latency = 5
  inputOffset: number | null = null
  private severed = false

  constructor(private readonly sidecar: FakeSidecar) {}

  opened(): void {
    if (this.severed || this.readyState === 3) return
    if (this.sidecar.refusal !== null) {
      this.readyState = 1
      this.onopen?.(new Event('open'))
      this.serverOpen = true
      this.serverClose(this.sidecar.refusal)
      return
    }
    this.readyState = 1
    this.serverOpen = true
    this.onopen?.(new Event('open'))
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.severed) return
    const copy = data.slice()
    setTimeout(() => {
      if (!this.severed && this.serverOpen) this.sidecar.receive(this, copy)
    }, this.latency)
  }

  close(): void {
    this.readyState = 3
    // The frames already under way still reach the other end before it sees the close.
    setTimeout(() => (this.serverOpen = false), this.latency)
  }

  /** The network goes: nothing that is under way arrives any more, in either direction. */
  cut(code = 1006, seenAfter = 1): void {
    if (this.severed) return
    this.severed = true
    this.serverOpen = false
    setTimeout(() => this.closedAtClient(code), seenAfter)
  }

  /** As after a pulled cable: nobody is told. */
  goSilent(): void {
    this.severed = true
  }

  serverClose(code: number): void {
    if (!this.serverOpen) return
    this.serverOpen = false
    setTimeout(() => this.closedAtClient(code), this.latency)
  }

  state(): void {
    const count = this.sidecar.counts.get(this.viewer) ?? this.inputOffset
    this.push(3, {
      epoch: this.sidecar.epoch,
      offset: this.at,
      input_offset: count,
      columns: 80,
      rows: 24,
      driver: this.viewer,
      viewers: [],
      activity: 'idle',
    })
  }

  pump(): void {
    const fresh = this.sidecar.output.slice(this.at)
    if (fresh.length === 0) return
    const oldest = Math.max(0, this.sidecar.output.length - this.sidecar.ringSize)
    if (this.at < oldest) return this.snapshot()
    this.at += fresh.length
    this.deliver(Uint8Array.from([0x30, ...fresh]))
  }

  snapshot(): void {
    this.at = this.sidecar.output.length
    this.state()
    const tail = this.sidecar.output.slice(Math.max(0, this.at - this.sidecar.ringSize))
    this.deliver(Uint8Array.from([0x34, ...tail]))
  }

  private push(kind: number, json: unknown): void {
    this.deliver(new TextEncoder().encode(`${kind}${JSON.stringify(json)}`))
  }

  private deliver(frame: Uint8Array): void {
    setTimeout(() => {
      if (this.severed || this.readyState !== 1) return
      this.onmessage?.({ data: frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length) } as MessageEvent)
    }, this.latency)
  }

  private closedAtClient(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.onclose?.({ code } as CloseEvent)
  }
}
