/**
 * A server for looking at the UI without SAC: answers of the contract from memory, terminals by `script`.
 * node test/fake/server.mjs PORT [folder of the built UI]. For tests only.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { WebSocketServer } from 'ws'
import { TerminalSession } from './terminal-session.mjs'
import * as world from './world.mjs'

const port = Number(process.argv[2] ?? 0)
const dist = process.argv[3] ?? 'dist'
const csp =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'self'"
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' }
const user = { id: 1, username: 'ada', display_name: 'Ada', role: 'admin', email: null, created_at: world.at(1e6) }
const jwt = () => `h.${Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 900 })).toString('base64url')}.s`

let files = [...world.files, ...world.many]
const entries = [...world.entries, ...world.long]
const prompts = []
const terminals = new Map()
const streams = new Set()
let eventId = 0
let refuse = false

export function publish(type, data, more = {}) {
  const event = { id: String(++eventId), type, at: new Date().toISOString(), data, ...more }
  for (const stream of streams) stream.write(`id: ${event.id}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`)
}

function terminalOf(id) {
  if (!terminals.has(id)) terminals.set(id, new TerminalSession(id, process.env.FAKE_PROGRAM ?? 'stty cols 100 rows 30; exec bash --norc'))
  return terminals.get(id)
}

function page(list, query, limitDefault = 50) {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? limitDefault)
  const items = list.slice(from, from + limit)
  return { items, next_cursor: from + limit < list.length ? String(from + limit) : undefined, more: from + limit < list.length }
}

function listFiles(query) {
  const agentId = Number(query.get('agent_id'))
  const own = files.filter((file) => file.agent_id === agentId)
  if (query.get('recent') === 'true') {
    const { items, next_cursor } = page([...own].sort((a, b) => b.modified_at.localeCompare(a.modified_at)), query)
    return { agent_id: agentId, path: '', files: items, next_cursor }
  }
  const folder = query.get('path') ?? ''
  const level = new Map()
  for (const file of own.filter((one) => one.path.startsWith(folder))) {
    const rest = file.path.slice(folder.length)
    const slash = rest.indexOf('/')
    if (slash < 0) level.set(file.path, file)
    else level.set(folder + rest.slice(0, slash + 1), { agent_id: agentId, name: rest.slice(0, slash), path: folder + rest.slice(0, slash + 1), size: 0, is_directory: true, modified_at: file.modified_at })
  }
  const { items, next_cursor } = page([...level.values()], query)
  return { agent_id: agentId, path: folder, files: items, next_cursor }
}

function listEntries(query) {
  let own = entries.filter((entry) => entry.agent_id === Number(query.get('agent_id')) && (!query.get('session_id') || entry.session_id === query.get('session_id')))
  const words = query.get('q')?.toLowerCase()
  if (words) own = own.filter((entry) => JSON.stringify(entry.content).toLowerCase().includes(words))
  const limit = Number(query.get('limit') ?? 50)
  const at = query.get('at')
  const cursor = query.get('cursor')
  const newer = query.get('direction') === 'newer'
  let start
  if (newer) start = at ? own.findIndex((entry) => entry.at >= at) : Number(cursor)
  else {
    const end = at ? own.findIndex((entry) => entry.at >= at) : cursor ? Number(cursor) : own.length
    start = Math.max(0, end - limit)
    const items = own.slice(start, end)
    return { conversations: items, count: items.length, has_more: start > 0, next_cursor: start > 0 ? String(start) : undefined, newer_cursor: String(end) }
  }
  if (start < 0) start = own.length
  const items = own.slice(start, start + limit)
  const more = start + limit < own.length
  return { conversations: items, count: items.length, has_more: more, next_cursor: more ? String(start + limit) : undefined, newer_cursor: String(start + items.length) }
}

const problem = (status, type, detail = '') => ({ status, problem: { type: `/problems/${type}`, title: type, status, detail } })

function answer(method, path, query, body) {
  if (path === '/api/auth/refresh') return { token: jwt(), user }
  if (path === '/api/auth/me') return user
  if (path === '/api/agents') return { agents: world.agents, limit: 10 }
  if (path === '/api/agent-statuses') return { statuses: [] }
  if (path === '/api/harnesses') return { harnesses: [] }
  if (path === '/api/provider-presets') return { presets: [] }
  const acted = /^\/api\/agents\/(\d+)\/(start|stop|restart)$/.exec(path)
  if (acted) {
    const agent = world.agents.find((one) => one.id === Number(acted[1]))
    agent.status = acted[2] === 'stop' ? 'stopped' : 'ready'
    return { agent_id: agent.id, status: agent.status }
  }
  if (path === '/api/sessions' && method === 'GET') return { sessions: world.sessions }
  if (path === '/api/sessions' && method === 'POST') {
    if (refuse) return problem(503, 'busy', 'SAC is busy. Try again in a moment.')
    const known = world.sessions.find((one) => one.agent_id === body.agent_id)
    if (known && !body.new) return { ...known, is_new: false }
    const made = { session_id: crypto.randomUUID(), agent_id: body.agent_id, status: 'ready', activity: 'idle', created_at: new Date().toISOString(), updated_at: new Date().toISOString() }
    const agent = world.agents.find((one) => one.id === body.agent_id)
    agent.status = 'ready'
    world.sessions.push(made)
    setTimeout(() => {
      publish('agent.status', { agent_id: agent.id, status: 'ready' }, { agent_id: agent.id })
      publish('session.created', made, { agent_id: made.agent_id, session_id: made.session_id })
    }, 50)
    return { ...made, is_new: true }
  }
  const session = /^\/api\/sessions\/([0-9a-f-]+)(\/prompts)?$/.exec(path)
  if (session && !session[2]) {
    const known = world.sessions.find((one) => one.session_id === session[1])
    if (!known) return problem(404, 'session-not-found')
    if (method === 'DELETE') {
      world.sessions.splice(world.sessions.indexOf(known), 1)
      publish('session.ended', { ...known, status: 'ended' }, { agent_id: known.agent_id, session_id: known.session_id })
      return { status: 204 }
    }
    return known
  }
  if (session) {
    if (method === 'GET') return { prompts: prompts.filter((one) => one.session_id === session[1]).toReversed() }
    if (refuse) return problem(503, 'busy', 'SAC is busy. Try again in a moment.')
    const again = prompts.find((one) => one.key === body.idempotency_key)
    if (again) return again
    const prompt = { id: crypto.randomUUID(), session_id: session[1], text: body.text, files: body.files, state: 'queued', created_at: new Date().toISOString(), key: body.idempotency_key }
    prompts.push(prompt)
    const fails = body.text.includes('fail')
    setTimeout(() => {
      prompt.state = fails ? 'failed' : 'delivered'
      if (fails) prompt.reason = 'The session ended.'
      else terminalOf(session[1]).process.stdin.write(`${body.text}\r`)
      publish('prompt.updated', prompt, { session_id: prompt.session_id })
    }, 800)
    return { ...prompt }
  }
  if (path === '/api/workspace/files') {
    if (refuse) return problem(413, 'too-large')
    return { agent_id: Number(query.get('agent_id')), path: query.get('path'), size: body.bytes.length, sha256: '' }
  }
  if (path === '/api/tickets') return { ticket: crypto.randomUUID(), expires_at: new Date(Date.now() + 30_000).toISOString() }
  if (path === '/api/workspace/output/files' && method === 'GET') return listFiles(query)
  if (path === '/api/workspace/output/files' && method === 'DELETE') {
    files = files.filter((file) => !(file.agent_id === Number(query.get('agent_id')) && file.path === query.get('path')))
    publish('output.deleted', { path: query.get('path') }, { agent_id: Number(query.get('agent_id')) })
    return { status: 204 }
  }
  if (path === '/api/workspace/output/links') {
    if (!world.contents.has(`${body.agent_id}/${body.path}`) && body.path !== '/') return problem(404, 'file-not-found')
    return { url: `api/signed/${body.agent_id}/${encodeURIComponent(body.path)}`, expires_at: new Date(Date.now() + 300_000).toISOString() }
  }
  if (path === '/api/conversations') return listEntries(query)
  if (path === '/api/conversations/sessions') return { sessions: [] }
  return problem(404, 'not-found')
}

function control(path, query, body, response) {
  if (path === '/__/cut') for (const terminal of terminals.values()) terminal.cut()
  else if (path === '/__/refuse') refuse = query.get('on') === 'true'
  else if (path === '/__/prompts') return response.end(JSON.stringify(prompts))
  else if (path === '/__/typed') return response.end(Buffer.from(terminalOf(query.get('id')).typed))
  else if (path === '/__/ring') return response.end(terminalOf(query.get('id')).ring)
  else if (path === '/__/epoch') { const t = terminalOf(query.get('id')); t.epoch = crypto.randomUUID(); t.inputs.clear(); t.cut() }
  else if (path === '/__/print') terminalOf(query.get('id')).print(Buffer.from(body.text))
  else if (path === '/__/file') {
    const made = { agent_id: 1, is_directory: false, content_type: 'text/markdown', revision: Date.now(), sha256: String(Date.now()), modified_at: new Date().toISOString(), size: body.text.length, name: body.path.split('/').pop(), path: body.path }
    world.contents.set(`1/${body.path}`, { body: Buffer.from(body.text), content_type: 'text/markdown' })
    files = [made, ...files.filter((file) => file.agent_id !== 1 || file.path !== body.path)]
    publish('output.changed', made, { agent_id: 1 })
  } else if (path === '/__/event') publish(body.type, body.data, body.more)
  else if (path === '/__/say') {
    entries.push({ ...world.entries[0], ...body, at: new Date().toISOString() })
    publish('conversation.appended', { session_id: body.session_id ?? world.entries[0].session_id, count: 1 }, { agent_id: 1 })
  }
  response.end('ok')
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://fake')
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const json = request.headers['content-type']?.startsWith('application/json') ?? true
  const body = chunks.length > 0 && (json || url.pathname.startsWith('/__/')) ? JSON.parse(Buffer.concat(chunks).toString() || '{}') : { bytes: Buffer.concat(chunks) }
  if (url.pathname.startsWith('/__/')) return control(url.pathname, url.searchParams, body, response)
  if (url.pathname === '/api/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('id: 0\nretry: 1000\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
    return
  }
  const signed = /^\/api\/signed\/(\d+)\/(.+)$/.exec(url.pathname)
  if (signed || url.pathname === '/api/workspace/output/files/download') {
    const key = signed ? `${signed[1]}/${decodeURIComponent(signed[2])}` : `${url.searchParams.get('agent_id')}/${url.searchParams.get('path')}`
    const file = world.contents.get(key)
    if (!file) return response.writeHead(404).end()
    return response.writeHead(200, { 'Content-Type': file.content_type, 'Content-Length': file.body.length, 'Content-Security-Policy': 'sandbox allow-scripts', 'X-Content-Type-Options': 'nosniff' }).end(file.body)
  }
  if (url.pathname.startsWith('/api/')) {
    const result = answer(request.method, url.pathname, url.searchParams, body)
    if (result.problem) return response.writeHead(result.status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(result.problem))
    if (result.status === 204) return response.writeHead(204).end()
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(result))
  }
  const path = join(dist, url.pathname)
  if (url.pathname !== '/' && existsSync(path) && statSync(path).isFile()) {
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' })
    return createReadStream(path).pipe(response)
  }
  response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': csp }).end(readFileSync(join(dist, 'index.html')))
})

const sockets = new WebSocketServer({ server, handleProtocols: () => 'tty.sac.1' })
sockets.on('connection', (socket, request) => {
  const id = /\/ws\/([0-9a-f-]+)/.exec(request.url)?.[1]
  terminalOf(id).attach(socket, 'Ada')
})
server.listen(port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})
process.on('SIGTERM', () => {
  for (const terminal of terminals.values()) terminal.stop()
  process.exit()
})
