import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeSidecar } from './fake-sidecar'
import { TerminalConnection, TicketRefused, type StoredInput, type TerminalSink } from './terminal-connection'

class Screen implements TerminalSink {
  bytes: number[] = []
  gaps = 0
  lostInput: number[] = []
  phases: string[] = []
  pill = false
  titles: string[] = []
  hold = false
  waiting: (() => void)[] = []

  output = (bytes: Uint8Array, done: () => void) => {
    for (const byte of bytes) this.bytes.push(byte)
    if (this.hold) this.waiting.push(done)
    else done()
  }
  snapshot = (bytes: Uint8Array, done: () => void) => {
    this.bytes = [...bytes]
    done()
  }
  gap = () => void this.gaps++
  states = 0
  state = () => void this.states++
  status = (status: { phase: string; lost: boolean }) => {
    if (this.phases.at(-1) !== status.phase) this.phases.push(status.phase)
    this.pill = status.lost
  }
  title = (title: string) => void this.titles.push(title)
  unsent = (bytes: Uint8Array) => void this.lostInput.push(...bytes)
}

function randomFrom(seed: number): () => number {
  let state = seed * 2654435761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const text = (value: string) => new TextEncoder().encode(value)
const asText = (bytes: number[]) => new TextDecoder().decode(Uint8Array.from(bytes))

describe('TerminalConnection', () => {
  let sidecar: FakeSidecar
  let screen: Screen
  let connection: TerminalConnection

  function connect(more: { random?: () => number; restored?: StoredInput; viewer?: string } = {}): TerminalConnection {
    connection = new TerminalConnection({
      url: (ticket) => `ws://sac/ws/s?token=${ticket}`,
      ticket: () => Promise.resolve(`t${++sidecar.tickets}`),
      viewer: more.viewer ?? 'v1',
      columns: 80,
      rows: 24,
      sink: screen,
      openSocket: sidecar.open,
      now: () => Date.now(),
      random: more.random ?? (() => 0.5),
      restored: more.restored,
    })
    connection.start()
    return connection
  }

  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

  beforeEach(() => {
    vi.useFakeTimers()
    sidecar = new FakeSidecar()
    screen = new Screen()
  })

  afterEach(() => {
    connection.close()
    vi.useRealTimers()
  })

  it('should show a snapshot and then the stream', async () => {
    sidecar.print([...text('before ')])
    connect()
    await pass(50)
    sidecar.print([...text('after')])
    await pass(50)
    expect(asText(screen.bytes)).toBe('before after')
    expect(screen.gaps).toBe(0)
    expect(sidecar.hellos[0]).toEqual({ columns: 80, rows: 24, viewer: 'v1' })
  })

  it('should send what was typed before the first connection', async () => {
    connect()
    connection.type(text('early'))
    await pass(50)
    expect(asText(sidecar.typed)).toBe('early')
    expect(connection.store()).toBeNull()
  })

  it('should name its offset when it comes back and get only what it missed', async () => {
    connect()
    await pass(50)
    sidecar.print([...text('one ')])
    await pass(50)
    sidecar.live?.cut()
    sidecar.print([...text('two')])
    await pass(2000)
    expect(asText(screen.bytes)).toBe('one two')
    expect(screen.gaps).toBe(0)
    expect(sidecar.hellos[1]).toMatchObject({ epoch: 'e1', offset: 4 })
  })

  it('should take a fresh ticket for every connection', async () => {
    connect()
    await pass(50)
    sidecar.live?.cut()
    await pass(2000)
    expect(sidecar.tickets).toBe(2)
  })

  it('should say that output is missing when the ring has passed on', async () => {
    sidecar.ringSize = 8
    connect()
    await pass(50)
    sidecar.live?.cut()
    sidecar.print([...text('a long line that is longer than the ring')])
    await pass(2000)
    expect(asText(screen.bytes)).toBe('the ring')
    expect(screen.gaps).toBe(1)
  })

  it('should say that output is missing when the stream began anew', async () => {
    connect()
    await pass(50)
    sidecar.newEpoch('e2')
    await pass(50)
    expect(screen.gaps).toBe(1)
  })

  it('should drop bytes that it already has when the server repeats itself', async () => {
    connect()
    await pass(50)
    sidecar.print([...text('hello')])
    await pass(50)
    const link = sidecar.live
    if (!link) throw new Error('not connected')
    link.at = 2
    link.state()
    link.pump()
    await pass(50)
    expect(asText(screen.bytes)).toBe('hello')
  })

  it('should show, not repeat, input of a viewer that the sidecar no longer knows', async () => {
    connect()
    await pass(50)
    const link = sidecar.live
    link?.goSilent()
    connection.type(text('rm -rf x'))
    sidecar.forgetViewers()
    await pass(10_000)
    expect(asText(sidecar.typed)).toBe('')
    expect(asText(screen.lostInput)).toBe('rm -rf x')
    connection.type(text('ls'))
    await pass(50)
    expect(asText(sidecar.typed)).toBe('ls')
  })

  it('should notice a connection that is half open when typing gets no answer', async () => {
    connect()
    await pass(50)
    sidecar.live?.goSilent()
    connection.type(text('x'))
    await pass(8000)
    expect(asText(sidecar.typed)).toBe('x')
    expect(sidecar.links.length).toBe(2)
  })

  it('should leave a quiet connection alone when the sidecar never answers probes', async () => {
    connect()
    await pass(10 * 60_000)
    expect(sidecar.links.length).toBe(1)
  })

  it('should notice a dead quiet connection when the sidecar answers probes', async () => {
    sidecar.answersProbes = true
    connect()
    await pass(60_000)
    expect(sidecar.links.length).toBe(1)
    sidecar.live?.goSilent()
    await pass(40_000)
    expect(sidecar.links.length).toBe(2)
  })

  it('should reconnect ever less often when a program does not read its input', async () => {
    connect()
    await pass(50)
    connection.type(text('a'))
    await pass(50)
    const receive = sidecar.receive.bind(sidecar)
    sidecar.receive = (link, frame) => {
      if (link.greeted && frame[0] === 0x30) return
      receive(link, frame)
    }
    connection.type(text('b'))
    await pass(120_000)
    expect(sidecar.links.length).toBeLessThan(8)
  })

  it('should come again at once when the server goes away', async () => {
    connect()
    await pass(50)
    sidecar.live?.serverClose(1012)
    await pass(200)
    expect(connection.status.phase).toBe('open')
  })

  it('should try for ever, with pauses, while the server is down', async () => {
    connect()
    await pass(50)
    sidecar.refusal = 1006
    sidecar.live?.cut()
    await pass(10 * 60_000)
    expect(screen.pill).toBe(true)
    const tries = sidecar.links.length
    expect(tries).toBeGreaterThan(60)
    expect(tries).toBeLessThan(200)
    sidecar.refusal = null
    await pass(10_000)
    expect(connection.status).toMatchObject({ phase: 'open', lost: false })
  })

  it('should not wait when the browser says that the network is back', async () => {
    connect()
    await pass(50)
    sidecar.refusal = 1006
    sidecar.live?.cut()
    await pass(5 * 60_000)
    sidecar.refusal = null
    while (connection.status.phase !== 'waiting') await pass(5)
    connection.wake()
    await pass(50)
    expect(connection.status.phase).toBe('open')
  })

  it('should tell the person only after a second', async () => {
    connect()
    await pass(50)
    sidecar.refusal = 1006
    sidecar.live?.cut()
    await pass(900)
    expect(screen.pill).toBe(false)
    await pass(300)
    expect(screen.pill).toBe(true)
  })

  it.each([
    [4404, 'gone'],
    [4409, 'ended'],
  ])('should stop at close code %i', async (code, phase) => {
    connect()
    await pass(50)
    sidecar.live?.serverClose(code)
    await pass(60_000)
    expect(connection.status).toMatchObject({ phase, lost: false })
    expect(sidecar.links.length).toBe(1)
    connection.retry()
    await pass(50)
    expect(connection.status.phase).toBe('open')
  })

  it('should fetch another ticket at once when one was not taken', async () => {
    connect()
    await pass(50)
    sidecar.live?.serverClose(4401)
    await pass(300)
    expect(connection.status.phase).toBe('open')
    expect(sidecar.tickets).toBe(2)
  })

  it('should stop when there is no such session to get a ticket for', async () => {
    connection = new TerminalConnection({
      url: () => '',
      ticket: () => Promise.reject(new TicketRefused('gone')),
      viewer: 'v',
      columns: 80,
      rows: 24,
      sink: screen,
      openSocket: sidecar.open,
    })
    connection.start()
    await pass(60_000)
    expect(connection.status.phase).toBe('gone')
    expect(sidecar.links.length).toBe(0)
  })

  it('should pause a fast program until the screen has caught up', async () => {
    connect()
    await pass(50)
    screen.hold = true
    const block = Array.from({ length: 600_000 }, (_, index) => index % 251)
    sidecar.ringSize = 8 << 20
    sidecar.output = sidecar.output.concat(block)
    sidecar.live?.pump()
    await pass(50)
    expect(sidecar.pauses).toBe(0)
    sidecar.output = sidecar.output.concat(block)
    sidecar.live?.pump()
    await pass(50)
    expect(sidecar.pauses).toBe(1)
    screen.waiting.forEach((done) => done())
    await pass(50)
    expect(sidecar.resumes).toBe(1)
  })

  it('should send a long paste in pieces, in order', async () => {
    connect()
    await pass(50)
    const paste = Uint8Array.from({ length: 300_000 }, (_, index) => index % 253)
    connection.type(paste)
    await pass(100)
    expect(sidecar.typed.length).toBe(paste.length)
    expect(sidecar.typed).toEqual([...paste])
  })

  it('should go on after a reload with what was not acknowledged', async () => {
    connect()
    await pass(50)
    connection.type(text('abc'))
    await pass(50)
    sidecar.live?.goSilent()
    connection.type(text('def'))
    const restored = connection.store()
    if (restored === null) throw new Error('nothing stored')
    connection.close()
    connect({ restored })
    connection.type(text('ghi'))
    await pass(50)
    expect(asText(sidecar.typed)).toBe('abcdefghi')
  })

  it('should take up the count of a known viewer when nothing was kept', async () => {
    connect()
    await pass(50)
    connection.type(text('abc'))
    await pass(50)
    connection.close()
    await pass(50)
    connect()
    connection.type(text('xyz'))
    await pass(50)
    expect(asText(sidecar.typed)).toBe('abcxyz')
  })

  it('should tell its size when it changes', async () => {
    connect()
    await pass(50)
    connection.resize(100, 30)
    connection.resize(100, 30)
    await pass(50)
    expect(sidecar.resizes).toEqual([{ columns: 100, rows: 30 }])
  })

  it('should lose and double nothing however often the connection is cut', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      sidecar = new FakeSidecar()
      screen = new Screen()
      const random = randomFrom(seed)
      connect({ random, viewer: `v${seed}` })
      const typed: number[] = []
      let printed = 0
      for (let step = 0; step < 120; step++) {
        const choice = random()
        if (choice < 0.4) {
          const bytes = Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * 256))
          typed.push(...bytes)
          connection.type(Uint8Array.from(bytes))
        } else if (choice < 0.75) {
          const bytes = Array.from({ length: 1 + Math.floor(random() * 50) }, () => printed++ % 256)
          sidecar.print(bytes)
        } else if (choice < 0.85) {
          sidecar.links.at(-1)?.cut([1001, 1006, 1012, 4401][Math.floor(random() * 4)], Math.floor(random() * 40))
        } else if (choice < 0.88) {
          sidecar.links.at(-1)?.goSilent()
        } else if (choice < 0.9) {
          connection.wake()
        }
        await pass(Math.floor(random() * 60))
      }
      await pass(5)
      connection.type(Uint8Array.of(7))
      typed.push(7)
      await pass(60_000)
      expect(sidecar.typed, `typed, seed ${seed}`).toEqual(typed)
      expect(screen.bytes, `screen, seed ${seed}`).toEqual(sidecar.output)
      expect(screen.gaps).toBe(0)
      expect(screen.lostInput).toEqual([])
      connection.close()
    }
  }, 60_000)
})
