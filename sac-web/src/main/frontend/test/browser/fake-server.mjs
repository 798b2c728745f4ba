// A server for the browser tests: the built app under a base path, and just enough of openapi.yaml kept in memory.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' }
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString()

export const people = {
  admin: { id: 1, username: 'mei', email: 'mei@example.org', display_name: 'Mei Tanaka', role: 'admin', created_at: ago(90_000), updated_at: ago(10) },
  user: { id: 2, username: 'jonas', display_name: 'Jonas Weber', role: 'user', created_at: ago(50_000), updated_at: ago(10) },
}

export function agent(id, over = {}) {
  return {
    id,
    name: `Agent ${id}`,
    description: '',
    icon: '',
    instructions: '',
    harness: 'claude-code',
    provider: { preset: 'demo', key: { set: false }, models: {} },
    permission_mode: 'acceptEdits',
    variables: [],
    status: 'ready',
    created_at: ago(5000),
    updated_at: ago(30),
    ...over,
  }
}

export function session(id, agentId, over = {}) {
  return {
    session_id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    agent_id: agentId,
    title: '',
    status: 'ready',
    activity: 'idle',
    created_at: ago(300),
    updated_at: ago(3),
    last_active_at: ago(3),
    ...over,
  }
}

export function file(agentId, path, over = {}) {
  return { agent_id: agentId, name: path.split('/').pop(), path, size: 4200, is_directory: false, modified_at: ago(12), created_at: ago(12), ...over }
}

const harnesses = [
  {
    id: 'claude-code', name: 'Claude Code', description: 'Anthropic\'s agent', transport: 'terminal', version: '2.1.197', installed: false, install_bytes: 71_000_000,
    providers: ['demo', 'anthropic', 'openrouter', 'glm', 'qwen', 'kimi', 'nebula', 'custom'],
    permission_modes: ['acceptEdits', 'manual', 'plan', 'bypassPermissions'], default_permission_mode: 'acceptEdits',
  },
  { id: 'shell', name: 'Shell', description: 'A shell', transport: 'terminal', installed: true, providers: [], permission_modes: [] },
]
const preset = (name, title, over = {}) => ({ preset: name, name: title, description: '', needs_key: true, base_url_editable: false, models: { small: `${name}-small`, medium: `${name}-medium`, large: `${name}-large` }, key_help_url: 'https://example.org/keys', ...over })
const presets = [
  preset('demo', 'Demo (no key)', { needs_key: false, models: {}, key_help_url: undefined }),
  preset('anthropic', 'Anthropic', { base_url: 'https://api.anthropic.com', models: {} }),
  preset('openrouter', 'OpenRouter', { base_url: 'https://openrouter.ai/api' }),
  preset('glm', 'GLM (Zhipu AI)', { base_url: 'https://open.bigmodel.cn/api/anthropic', base_url_editable: true }),
  preset('qwen', 'Qwen (Alibaba Cloud)', { base_url: 'https://dashscope.aliyuncs.com/api/v2/apps/claude-code-proxy', base_url_editable: true }),
  preset('kimi', 'Kimi (Moonshot AI)', { base_url: 'https://api.moonshot.ai/anthropic', base_url_editable: true }),
  preset('nebula', 'Nebula', { base_url_editable: true, models: {}, key_help_url: undefined }),
  preset('custom', 'Another provider', { needs_key: false, base_url_editable: true, models: {}, key_help_url: undefined }),
]

const setting = (key, value, over = {}) => ({ key, value, default_value: value, overridden: false, type: 'integer', ...over })

export function freshState() {
  return {
    user: null,
    setupNeeded: false,
    registration: 'closed',
    agents: [],
    limit: 3,
    sessions: [],
    files: [],
    users: [people.admin, people.user],
    userPages: false,
    settings: [
      setting('registration_mode', 'closed', { type: 'choice', choices: ['open', 'invite', 'closed'] }),
      setting('max_agents_per_user', 5, { minimum: 0, maximum: 1000, default_value: 3, overridden: true, per_user: true }),
      setting('sessions_per_agent', 8, { minimum: 1, maximum: 50, description: 'x', per_user: true }),
      setting('model_traffic_through_sac', false, { type: 'boolean', description: 'Send all model traffic through SAC.' }),
    ],
    sweeps: [
      { name: 'expired-accounts', last_started_at: ago(1), last_finished_at: ago(1), last_count: 12 },
      { name: 'unknown-objects', last_started_at: ago(3), last_finished_at: ago(3), last_count: 0, last_error: 'The object store did not answer.' },
      { name: 'something-new' },
    ],
    loginSessions: [
      { id: '10000000-0000-4000-8000-000000000001', current: true, user_agent: 'Mozilla/5.0 (X11; Linux x64) Chrome/130 Safari/537', address: '127.0.0.1', created_at: ago(500), last_used_at: ago(0) },
      { id: '10000000-0000-4000-8000-000000000002', current: false, user_agent: 'Mozilla/5.0 (iPhone; CPU) Version/18 Safari/604', address: '192.0.2.17', created_at: ago(9000), last_used_at: ago(1500) },
    ],
    test: { ok: true, detail: 'It works.', duration_ms: 820 },
    /** `"METHOD path"` → what to answer instead: {status, body} or a delay in ms, or 'never'. */
    upsets: {},
    prompts: [],
  }
}

const problem = (status, type, detail = '', errors) => ({ status, body: { type: `/problems/${type}`, title: type, status, detail, instance: 'req-7f3a', ...(errors ? { errors } : {}) } })

export async function startFakeServer({ port = 0, basePath = '/' } = {}) {
  const state = freshState()
  const streams = new Set()
  let events = 0

  function token() {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg: 'none' })}.${part({ sub: state.user.username, exp: Math.floor(Date.now() / 1000) + 900 })}.x`
  }
  const loggedIn = () => ({ token: token(), user: state.user, expires_at: ago(-15) })
  const admin = () => state.user?.role === 'admin'

  async function answer(method, path, query, body) {
    const [, , area, second, third, fourth] = path.split('/')
    const id = Number(second)
    switch (`${method} ${path.replace(/\/\d+(?=\/|$)/g, '/:id').replace(/\/[0-9a-f-]{36}(?=\/|$)/g, '/:uuid')}`) {
      case 'GET /api/setup': return { body: { needed: state.setupNeeded } }
      case 'POST /api/setup':
        if (body.token !== 'good') return problem(403, 'set-up-token-invalid', 'The link was used already or is not complete.')
        state.setupNeeded = false
        state.user = { ...people.admin, username: body.username, display_name: body.display_name ?? body.username }
        return { body: loggedIn() }
      case 'GET /api/auth/registration-mode': return { body: { mode: state.registration } }
      case 'POST /api/auth/register': state.user = people.user; return { body: loggedIn() }
      case 'POST /api/auth/login':
        if (body.password !== 'correct horse') return problem(401, 'wrong-credentials', 'User name or password is wrong.')
        state.user = people.admin
        return { body: loggedIn() }
      case 'POST /api/auth/refresh': return state.user ? { body: loggedIn() } : problem(401, 'unauthenticated')
      case 'POST /api/auth/logout': state.user = null; return { status: 204 }
      case 'GET /api/auth/me': return { body: state.user }
      case 'PUT /api/auth/me': state.user = { ...state.user, ...body }; return { body: state.user }
      case 'PUT /api/auth/password': return body.current_password === 'correct horse' ? { status: 204 } : problem(401, 'wrong-credentials')
      case 'GET /api/auth/sessions': return { body: { sessions: state.loginSessions } }
      case 'DELETE /api/auth/sessions': state.loginSessions = state.loginSessions.filter((one) => one.current); return { status: 204 }
      case 'DELETE /api/auth/sessions/:uuid': state.loginSessions = state.loginSessions.filter((one) => one.id !== third); return { status: 204 }
      case 'GET /api/harnesses': return { body: { harnesses } }
      case 'GET /api/provider-presets': return { body: { presets } }
      case 'POST /api/providers/test': return { body: state.test }
      case 'GET /api/agents': return { body: { agents: state.agents, limit: state.limit } }
      case 'POST /api/agents': {
        if (state.agents.length >= state.limit) return problem(409, 'agent-limit-reached', `You have ${state.agents.length} agents.`)
        const made = agent(100 + state.agents.length, { ...body, provider: { preset: body.provider?.preset ?? 'demo', key: { set: Boolean(body.provider?.key) }, models: {} }, variables: [], status: 'stopped' })
        state.agents.push(made)
        push('agent.created', made, { agent_id: made.id })
        return { status: 201, body: made }
      }
      case 'PUT /api/agents/:id': {
        const one = state.agents.find((candidate) => candidate.id === id)
        const { provider, variables, ...rest } = body
        Object.assign(one, Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? ''])), { restart_needed: true, updated_at: ago(0) })
        if (provider) one.provider = { preset: provider.preset, base_url: provider.base_url ?? undefined, models: provider.models ?? {}, key: provider.key ? { set: true, last4: provider.key.slice(-4) } : one.provider.key }
        if (variables) one.variables = variables.map(({ name, value, secret }) => ({ name, secret: Boolean(secret), value: secret ? { set: true, last4: (value ?? '1234').slice(-4) } : value }))
        push('agent.updated', one, { agent_id: id })
        return { body: one }
      }
      case 'DELETE /api/agents/:id':
        state.agents = state.agents.filter((one) => one.id !== id)
        push('agent.deleted', { id }, { agent_id: id })
        return { status: 204 }
      case 'POST /api/agents/:id/start': case 'POST /api/agents/:id/stop': case 'POST /api/agents/:id/restart': {
        const one = state.agents.find((candidate) => candidate.id === id)
        one.status = third === 'stop' ? 'stopped' : 'starting'
        const status = { agent_id: id, status: one.status }
        push('agent.status', status, { agent_id: id })
        return { status: 202, body: status }
      }
      case 'GET /api/agent-statuses': return { body: { statuses: state.agents.map(({ id: agent_id, status }) => ({ agent_id, status, limits: { memory: false, processes: false } })) } }
      case 'GET /api/sessions': return { body: { sessions: state.sessions } }
      case 'POST /api/sessions': return { status: 202, body: { ...session(77, body.agent_id), is_new: true } }
      case 'POST /api/sessions/:uuid/prompts':
        if (!state.prompts.some((one) => one.idempotency_key === body.idempotency_key)) state.prompts.push(body)
        return { status: 202, body: { id: session(5, 1).session_id, session_id: second, text: body.text, state: 'queued', created_at: ago(0) } }
      case 'GET /api/workspace/output/files': return { body: { agent_id: Number(query.get('agent_id')), path: '', files: state.files.filter((one) => one.agent_id === Number(query.get('agent_id'))) } }
      case 'GET /health': return { body: { status: 'UP', checks: [{ name: 'database', status: 'UP' }, { name: 'object-store', status: 'DOWN' }, { name: 'production-readiness', status: 'UP' }] } }
    }
    if (area === 'admin' && !admin()) return problem(403, 'forbidden')
    switch (`${method} ${path.replace(/\/\d+(?=\/|$)/g, '/:id')}`) {
      case 'GET /api/admin/users': {
        const q = query.get('q')?.toLowerCase() ?? ''
        const users = state.users.filter((one) => `${one.username} ${one.display_name}`.toLowerCase().includes(q)).map((one) => ({ ...one, agent_count: one.id }))
        return { body: { users, ...(state.userPages ? { next_cursor: 'more' } : {}) } }
      }
      case 'GET /api/admin/sweeps': return { body: { sweeps: state.sweeps } }
      case 'GET /api/admin/settings': return { body: { settings: state.settings } }
      case 'GET /api/admin/users/:id/settings': return { body: { settings: state.settings.filter((one) => one.per_user) } }
    }
    if (area === 'admin' && (method === 'PUT' || method === 'DELETE')) {
      const key = second === 'users' ? path.split('/')[6] : third
      const one = state.settings.find((candidate) => candidate.key === key)
      if (method === 'DELETE') Object.assign(one, { value: one.default_value, overridden: false })
      else Object.assign(one, { value: body.value, overridden: body.value !== one.default_value })
      return method === 'DELETE' ? { status: 204 } : { body: one }
    }
    void fourth
    return problem(404, 'not-found', 'There is nothing here.')
  }

  const sent = []
  const write = (response, event) => response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`)

  function push(type, data, about = {}) {
    const id = String(++events)
    const event = { id, type, at: ago(0), ...about, data }
    sent.push(event)
    for (const response of streams) write(response, event)
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://fake')
    if (!url.pathname.startsWith(basePath)) return void response.writeHead(404).end()
    const path = `/${url.pathname.slice(basePath.length)}`
    if (path === '/api/events') {
      if (state.upsets['GET /api/events']) return void request.socket.destroy()
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': hello\n\n')
      const last = request.headers['last-event-id']
      if (last) sent.filter(({ id }) => Number(id) > Number(last)).forEach((event) => write(response, event))
      streams.add(response)
      request.on('close', () => streams.delete(response))
      return
    }
    if (path.startsWith('/api/') || path === '/health') {
      let text = ''
      for await (const chunk of request) text += chunk
      const upset = state.upsets[`${request.method} ${path}`]
      if (upset === 'never') return
      if (upset === 'cut') return void request.socket.destroy()
      const { status = 200, body } = upset ?? (await answer(request.method, path, url.searchParams, text ? JSON.parse(text) : {}))
      response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...(upset?.headers ?? {}) })
      return void response.end(body === undefined ? '' : JSON.stringify(body))
    }
    const asset = join(dist, normalize(path))
    try {
      if (extname(path) === '') throw new Error('a page')
      const content = await readFile(asset)
      response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(content)
    } catch {
      const page = await readFile(join(dist, 'index.html'), 'utf8')
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy }).end(page.replace('<base href="/">', `<base href="${basePath}">`))
    }
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    state,
    push,
    add: (one) => {
      state.agents.push(one)
      push('agent.created', one, { agent_id: one.id })
    },
    problem,
    url: `http://127.0.0.1:${server.address().port}${basePath}`,
    streams: () => streams.size,
    cutStreams: () => streams.forEach((stream) => stream.destroy()),
    reset: (over = {}) => Object.assign(state, freshState(), over),
    stop: () => { server.closeAllConnections(); server.close() },
  }
}
