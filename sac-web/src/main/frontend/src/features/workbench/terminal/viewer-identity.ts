/**
 * The name under which this tab watches terminals. It survives a reload, so that the sidecar knows what this tab typed;
 * a duplicated tab, which the browser gives a copy of the session storage, takes a new one.
 */
const KEY = 'sac.viewer'
const ATTEMPTS = 4
const PAUSE = 75

interface Identities {
  storage: Pick<Storage, 'getItem' | 'setItem'>
  locks?: Pick<LockManager, 'request'>
  channel?: () => BroadcastChannel
  newId: () => string
}

let mine: Promise<string> | null = null

/** The viewer id of this tab, settled once. */
export function viewerIdentity(): Promise<string> {
  mine ??= settleViewer(browserIdentities())
  return mine
}

export async function settleViewer(identities: Identities): Promise<string> {
  const kept = read(identities)
  if (kept !== null && (await hold(kept, identities))) return kept
  const fresh = identities.newId()
  write(identities, fresh)
  await hold(fresh, identities)
  return fresh
}

async function hold(id: string, { locks, channel }: Identities): Promise<boolean> {
  if (locks) {
    // The document that is being reloaded may give its lock back a moment after this one asks.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE))
      if (await takeLock(`sac-viewer-${id}`, locks)) return true
    }
    return false
  }
  // Web Locks need a secure context; over plain HTTP the tabs ask each other.
  return channel ? claim(id, channel()) : true
}

function takeLock(name: string, locks: Pick<LockManager, 'request'>): Promise<boolean> {
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        // Held for as long as this document lives.
        return lock === null ? undefined : new Promise<void>(() => undefined)
      })
      .catch(() => resolve(true))
  })
}

function claim(id: string, channel: BroadcastChannel): Promise<boolean> {
  return new Promise((resolve) => {
    const claimant = Math.random()
    const timer = setTimeout(() => {
      channel.onmessage = (event: MessageEvent<{ ask?: string; claimant?: number }>) => {
        if (event.data.ask === id && event.data.claimant !== claimant) channel.postMessage({ taken: id })
      }
      resolve(true)
    }, PAUSE * ATTEMPTS)
    channel.onmessage = (event: MessageEvent<{ taken?: string }>) => {
      if (event.data.taken !== id) return
      clearTimeout(timer)
      channel.close()
      resolve(false)
    }
    channel.postMessage({ ask: id, claimant })
  })
}

function read({ storage }: Identities): string | null {
  try {
    return storage.getItem(KEY)
  } catch {
    return null
  }
}

function write({ storage }: Identities, id: string): void {
  try {
    storage.setItem(KEY, id)
  } catch {
    // Without session storage each load of the page is a new viewer.
  }
}

function browserIdentities(): Identities {
  return {
    storage: window.sessionStorage,
    locks: navigator.locks as LockManager | undefined,
    channel: 'BroadcastChannel' in window ? () => new BroadcastChannel('sac-viewer') : undefined,
    newId: randomId,
  }
}

/** `crypto.randomUUID` exists in secure contexts only. */
function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
