import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, endSession, request, startSession } from './client'
import type { User } from './types'

const user = { id: 1, username: 'mei' } as User

function token(expiresIn: number, mark = ''): string {
  const claims = btoa(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + expiresIn, mark }))
  return `h.${claims}.s`
}

function answer(status: number, body?: unknown, type = 'application/json') {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': type } })
}

function problem(status: number, slug: string, errors?: unknown) {
  return answer(status, { type: `/problems/${slug}`, title: slug, status, detail: 'A sentence.', instance: 'req-1', errors }, 'application/problem+json')
}

const fetched = vi.fn<(url: URL, init: RequestInit) => Promise<Response>>()
const paths = () => fetched.mock.calls.map(([url]) => url.pathname)
const authorization = (call: number) => new Headers(fetched.mock.calls[call]?.[1].headers).get('Authorization')

beforeEach(() => {
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
  startSession({ token: token(600), user })
})
afterEach(() => {
  endSession()
  vi.unstubAllGlobals()
})

describe('request', () => {
  it('renews a token that is about to end before it asks', async () => {
    startSession({ token: token(5), user })
    const fresh = token(600, 'fresh')
    fetched.mockResolvedValueOnce(answer(200, { token: fresh, user })).mockResolvedValueOnce(answer(200, { ok: 1 }))
    expect(await api.get('api/agents')).toEqual({ ok: 1 })
    expect(paths()).toEqual(['/api/auth/refresh', '/api/agents'])
    expect(authorization(1)).toBe(`Bearer ${fresh}`)
  })

  it('renews once for many requests at a time', async () => {
    startSession({ token: token(5), user })
    fetched.mockImplementation((url) => Promise.resolve(url.pathname.endsWith('refresh') ? answer(200, { token: token(600), user }) : answer(200, {})))
    await Promise.all([api.get('api/a'), api.get('api/b'), api.get('api/c')])
    expect(paths().filter((path) => path.endsWith('refresh'))).toHaveLength(1)
  })

  it('tries again after a 401 that a new token mends', async () => {
    fetched
      .mockResolvedValueOnce(problem(401, 'unauthenticated'))
      .mockResolvedValueOnce(answer(200, { token: token(600), user }))
      .mockResolvedValueOnce(answer(200, { ok: 1 }))
    expect(await api.get('api/agents')).toEqual({ ok: 1 })
  })

  it('takes a wrong password as an answer', async () => {
    fetched.mockResolvedValueOnce(problem(401, 'wrong-credentials'))
    await expect(api.put('api/auth/password', {})).rejects.toMatchObject({ type: 'wrong-credentials' })
    expect(fetched).toHaveBeenCalledOnce()
  })

  it('ends the session when it cannot be renewed', async () => {
    fetched.mockResolvedValueOnce(problem(401, 'unauthenticated')).mockResolvedValueOnce(problem(401, 'session-expired'))
    await expect(api.get('api/agents')).rejects.toMatchObject({ status: 401 })
    fetched.mockResolvedValue(problem(401, 'unauthenticated'))
    await expect(request('GET', 'api/agents')).rejects.toMatchObject({ type: 'unauthenticated' })
  })

  it('reads a problem with its fields and its request', async () => {
    fetched.mockResolvedValueOnce(problem(400, 'invalid', [{ path: 'name', message: 'Too long.' }]))
    const error = await api.post('api/agents', {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ type: 'invalid', status: 400, requestId: 'req-1', errors: [{ path: 'name', message: 'Too long.' }] })
  })

  it('makes a problem of a page that some proxy sent', async () => {
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
    await expect(api.get('api/agents')).rejects.toMatchObject({ type: 'http-502' })
  })

  it('says that the server was not reached', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    await expect(api.get('api/agents')).rejects.toMatchObject({ offline: true })
  })
})
