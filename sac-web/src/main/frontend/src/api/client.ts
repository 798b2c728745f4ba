import { base, serverUrl } from '@/shared/base'
import { ApiProblem, isProblem, problemOf } from './problem'
import type { User } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface RequestOptions {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Send without a token and take a 401 as the answer (login, set-up). */
  anonymous?: boolean
}

interface Session {
  token: string
  user: User
}

type SessionListener = (session: Session | null) => void
type TabMessage = { kind: 'session'; session: Session } | { kind: 'ended' }

const tabs = new BroadcastChannel(`sac-auth:${base.pathname}`)
const listeners = new Set<SessionListener>()
let current: Session | null = null
let refreshing: Promise<boolean> | null = null

tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
  if (data.kind === 'session') {
    // Only who is logged in here may be renewed from elsewhere, and never into somebody else.
    if (current === null || current.user.id === data.session.user.id) apply(data.session)
    else apply(null)
  } else if (current !== null) {
    apply(null)
  }
})

function apply(session: Session | null): void {
  current = session
  listeners.forEach((listener) => {
    listener(session)
  })
}

/** Calls back whenever somebody is logged in, renewed or logged out, here or in another tab. */
export function onSession(listener: SessionListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes the answer of login, registration or set-up as this browser's session. */
export function startSession(session: Session): void {
  apply(session)
  tabs.postMessage({ kind: 'session', session } satisfies TabMessage)
}

/** Forgets the session in every tab. */
export function endSession(): void {
  apply(null)
  tabs.postMessage({ kind: 'ended' } satisfies TabMessage)
}

function expiresSoon(token: string): boolean {
  try {
    const claims = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: number }
    return claims.exp !== undefined && claims.exp * 1000 - Date.now() < 20_000
  } catch {
    return false
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  // Absent on plain HTTP from another machine; the server forgives two tabs that refresh at once.
  const locks = navigator.locks as LockManager | undefined
  return locks ? await locks.request(`sac-refresh:${base.pathname}`, work) : await work()
}

/**
 * Gets a new access token by the refresh cookie, one tab at a time; what one tab gets the others hear.
 * False means that nobody is logged in; an unreachable server is an {@link ApiProblem} instead.
 */
export function refresh(): Promise<boolean> {
  const before = current
  refreshing ??= alone(async () => {
    if (current && current !== before) return true
    const response = await send('api/auth/refresh', { method: 'POST' })
    if (response.ok) {
      startSession((await response.json()) as Session)
      return true
    }
    if (response.status === 401 || response.status === 403) {
      if (current) endSession()
      return false
    }
    throw await problemOf(response)
  }).finally(() => (refreshing = null))
  return refreshing
}

async function send(path: string, init: RequestInit, query?: Query): Promise<Response> {
  try {
    return await fetch(serverUrl(path, query), { credentials: 'same-origin', ...init })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem('offline', 0, '', '')
  }
}

/** An access token that is good for some seconds at least. */
export async function accessToken(): Promise<string> {
  if (!current || expiresSoon(current.token)) await refresh()
  if (!current) throw new ApiProblem('unauthenticated', 401, '', '')
  return current.token
}

/** One request, authorised and renewed when needed; the answer as it came if it is a success, else an {@link ApiProblem}. */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  let body: BodyInit | undefined
  if (options.body instanceof FormData || options.body instanceof Blob) {
    body = options.body
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  const attempt = async () => {
    if (!options.anonymous) headers.Authorization = `Bearer ${await accessToken()}`
    return send(path, { method, headers, body, signal: options.signal }, options.query)
  }
  let response = await attempt()
  if (response.status === 401 && !options.anonymous) {
    const problem = await problemOf(response)
    // A wrong password in a form is an answer, not an ended session.
    if (problem.type === 'wrong-credentials' || !(await refresh())) throw problem
    response = await attempt()
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function json<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  const response = await request(method, path, options)
  const content = response.status === 204 ? '' : await response.text()
  return (content === '' ? undefined : JSON.parse(content)) as T
}

/** The REST API; paths have no leading slash, so that a base path is kept. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  /** What who is not logged in may read too. */
  getOpen: <T>(path: string, signal?: AbortSignal) => json<T>('GET', path, { signal, anonymous: true }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>('PUT', path, { ...options, body }),
  delete: <T = void>(path: string, query?: Query) => json<T>('DELETE', path, { query }),
}

export { ApiProblem, isProblem }
