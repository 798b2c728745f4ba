/**
 * The bytes a person typed, kept until the sidecar says they reached the program. Positions count payload bytes of
 * this viewer from its beginning, as the sidecar counts them.
 */
export class InputLog {
  private chunks: Uint8Array[] = []
  private base: number
  private end: number
  private sent: number
  private handed: number
  private anchored: boolean

  /** With `pending` the log goes on where the one of an earlier life of this page (before a reload) stood. */
  constructor(base = 0, pending?: Uint8Array) {
    this.anchored = pending !== undefined
    this.base = base
    this.end = base
    this.sent = base
    this.handed = base
    if (pending && pending.length > 0) {
      this.append(pending)
      this.handed = this.end
    }
  }

  get acknowledged(): number {
    return this.base
  }

  get pendingBytes(): number {
    return this.end - this.base
  }

  /** Bytes that were given to a connection and are not known to have arrived. */
  get awaiting(): number {
    return this.sent - this.base
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.chunks.push(bytes)
    this.end += bytes.length
  }

  /** What this connection has not been given yet, at most `limit` bytes; null when it has everything. */
  next(limit: number): Uint8Array | null {
    if (this.sent >= this.end) return null
    const bytes = this.slice(this.sent, Math.min(this.end, this.sent + limit))
    this.sent += bytes.length
    this.handed = Math.max(this.handed, this.sent)
    return bytes
  }

  acknowledge(position: number): void {
    this.dropBefore(Math.min(position, this.end))
  }

  /**
   * A new connection of a viewer that the sidecar knows: go on after what it has. Returns what was handed over but can
   * no longer be matched with its count; that is empty unless the sidecar counts from another life.
   */
  resumeAt(position: number): Uint8Array {
    if (!this.anchored || position > this.end || position < this.base) {
      const uncertain = position > this.end ? new Uint8Array(0) : this.slice(this.base, this.handed)
      const fresh = this.slice(this.handed, this.end)
      this.chunks = []
      this.base = this.end = this.sent = this.handed = position
      this.append(fresh)
      this.anchored = true
      return uncertain
    }
    this.dropBefore(position)
    this.sent = this.base
    return new Uint8Array(0)
  }

  /** The sidecar does not know this viewer: counting starts anew. Returns everything that is not known to have arrived. */
  restart(): Uint8Array {
    const pending = this.slice(this.base, this.end)
    this.chunks = []
    this.base = this.end = this.sent = this.handed = 0
    this.anchored = true
    return pending
  }

  /** Whether any pending byte was given to a connection, so that it may or may not have arrived. */
  get uncertain(): boolean {
    return this.handed > this.base
  }

  pending(): Uint8Array {
    return this.slice(this.base, this.end)
  }

  private dropBefore(position: number): void {
    while (this.base < position) {
      const first = this.chunks[0]
      if (first === undefined) break
      const drop = Math.min(first.length, position - this.base)
      if (drop === first.length) this.chunks.shift()
      else this.chunks[0] = first.subarray(drop)
      this.base += drop
    }
    this.sent = Math.max(this.sent, this.base)
    this.handed = Math.max(this.handed, this.base)
  }

  private slice(from: number, to: number): Uint8Array {
    const result = new Uint8Array(Math.max(0, to - from))
    let at = this.base
    let filled = 0
    for (const chunk of this.chunks) {
      const start = Math.max(0, from - at)
      const stop = Math.min(chunk.length, to - at)
      if (stop > start) {
        result.set(chunk.subarray(start, stop), filled)
        filled += stop - start
      }
      at += chunk.length
      if (at >= to) break
    }
    return result
  }
}
