import { spawn } from 'node:child_process'

/** One terminal of the fake server: a program in a PTY, a ring, and viewers that speak `tty.sac.1`. */
export class TerminalSession {
  constructor(id, command) {
    this.id = id
    this.epoch = 'e1'
    this.ring = Buffer.alloc(0)
    this.start = 0
    this.viewers = new Map()
    this.inputs = new Map()
    this.driver = null
    this.size = { columns: 80, rows: 24 }
    this.typed = []
    this.process = spawn('script', ['-q', '-f', '-c', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm-256color', PS1: '$ ' } })
    this.process.stdout.on('data', (bytes) => {
      this.print(bytes)
    })
  }

  get end() {
    return this.start + this.ring.length
  }

  print(bytes) {
    this.ring = Buffer.concat([this.ring, bytes])
    if (this.ring.length > 4 << 20) {
      this.start += this.ring.length - (4 << 20)
      this.ring = this.ring.subarray(this.ring.length - (4 << 20))
    }
    for (const viewer of this.viewers.values()) viewer.socket.send(Buffer.concat([Buffer.from('0'), bytes]))
  }

  attach(socket, user) {
    let viewer = null
    socket.on('message', (data) => {
      const frame = Buffer.from(data)
      if (viewer === null) {
        viewer = this.greet(socket, user, JSON.parse(frame.toString()))
        return
      }
      const payload = frame.subarray(1)
      switch (String.fromCharCode(frame[0])) {
        case '0':
          if (payload.length > 0) {
            this.typed.push(...payload)
            this.process.stdin.write(payload)
            this.inputs.set(viewer.id, (this.inputs.get(viewer.id) ?? 0) + payload.length)
            if (this.driver !== viewer.id) this.drive(viewer)
          }
          this.state(viewer)
          break
        case '1':
          Object.assign(viewer, JSON.parse(payload.toString()))
          if (this.driver === viewer.id) this.drive(viewer)
          break
        case '5':
          this.drive(viewer)
          break
      }
    })
    socket.on('close', () => {
      if (viewer && this.viewers.get(viewer.id)?.socket === socket) {
        this.viewers.delete(viewer.id)
        this.tellAll()
      }
    })
  }

  greet(socket, user, hello) {
    this.viewers.get(hello.viewer)?.socket.close(1000, 'replaced')
    const viewer = { id: hello.viewer, socket, user, columns: hello.columns, rows: hello.rows }
    const known = this.inputs.has(viewer.id)
    if (this.driver === null || !this.viewers.has(this.driver)) this.driver = viewer.id
    if (this.driver === viewer.id) this.size = { columns: viewer.columns, rows: viewer.rows }
    this.viewers.set(viewer.id, viewer)
    const resumes = hello.epoch === this.epoch && hello.offset >= this.start && hello.offset <= this.end
    const from = resumes ? hello.offset : this.end
    this.state(viewer, from, known ? this.inputs.get(viewer.id) : null)
    if (!known) this.inputs.set(viewer.id, 0)
    if (resumes) {
      const missed = this.ring.subarray(from - this.start)
      if (missed.length > 0) socket.send(Buffer.concat([Buffer.from('0'), missed]))
    } else {
      socket.send(Buffer.concat([Buffer.from('4'), this.ring]))
    }
    this.tellAll()
    return viewer
  }

  drive(viewer) {
    this.driver = viewer.id
    this.size = { columns: viewer.columns, rows: viewer.rows }
    this.tellAll()
  }

  state(viewer, offset = this.end, input = this.inputs.get(viewer.id) ?? 0) {
    const viewers = [...this.viewers.values()].map(({ id, user, columns, rows }) => ({ viewer: id, user, columns, rows }))
    viewer.socket.send(
      Buffer.from(`3${JSON.stringify({ epoch: this.epoch, offset, input_offset: input, ...this.size, driver: this.driver, viewers, activity: 'idle' })}`),
    )
  }

  tellAll() {
    for (const viewer of this.viewers.values()) this.state(viewer)
  }

  cut() {
    for (const viewer of this.viewers.values()) viewer.socket.terminate()
  }

  stop() {
    this.process.kill('SIGKILL')
  }
}
