// Every page in its states, as pictures to look at and through axe: npm run test:pages [-- name-part]
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agent, file, people, session, startFakeServer } from './fake-server.mjs'
import { browserPath, launch, settle, watchPage } from './browser.mjs'

const only = process.argv[2] ?? ''
const shots = process.env.SHOTS ?? join(tmpdir(), 'sac-pages')
const variants = (process.env.VARIANTS ?? 'wide-light-en,narrow-dark-zh-CN,wide-dark-zh-CN,narrow-light-en,zoomed-light-zh-CN,zoomed-dark-en').split(',')
/** Twice as large on the wide window leaves half of it to the page. */
const windows = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 }, zoomed: { width: 720, height: 450 } }
mkdirSync(shots, { recursive: true })
if (!browserPath()) {
  console.error('No Chromium here: install it, or name it in SAC_TEST_CHROMIUM.')
  process.exit(1)
}

const writer = agent(1, { name: 'Market research', description: 'Reads reports and writes summaries', icon: 'file-text', instructions: 'Be brief.' })
const coder = agent(2, { name: 'Coder', description: 'Writes and changes programs', icon: 'code', status: 'starting', provider: { preset: 'anthropic', key: { set: true, last4: 'k7Qa' }, models: { large: 'claude-opus' } }, variables: [{ name: 'REGION', value: 'eu', secret: false }, { name: 'API_KEY', value: { set: true, last4: '99ab' }, secret: true }] })
const shell = agent(3, { name: 'Terminal', description: 'A command line of my own', icon: 'terminal', harness: 'shell', status: 'stopped' })
const broken = agent(4, { name: 'Quarterly figures', icon: 'chart', status: 'failed', reason: { code: 'no_network', message: 'Claude Code could not be downloaded: the registry did not answer. Check the network, then try again.', action: 'retry' } })
const sessions = [session(1, 1, { activity: 'waiting', title: 'May I delete the old drafts?' })]
const files = [file(1, 'summary.md'), file(1, 'charts/revenue-by-region-and-quarter-2026-final-version.png', { size: 1_840_000 }), file(1, 'numbers.csv', { size: 88 }), file(2, 'src/main.py')]
const full = { user: people.admin, agents: [writer, coder, shell, broken], sessions, files, limit: 10 }
const many = Array.from({ length: 120 }, (_, index) => agent(index + 1, { name: `Agent with quite a long name for what it does, number ${index + 1}`, description: 'Reads everything that comes in and says what matters of it, in a few words that fit nowhere', status: ['ready', 'stopped', 'starting'][index % 3] }))
const crowd = Array.from({ length: 60 }, (_, index) => ({ ...people.user, id: index + 1, username: `user.with.a.long.name.${index + 1}`, display_name: `Friederike Wolkenstein-Hohenlohe ${index + 1}`, email: `friederike.wolkenstein-hohenlohe.${index + 1}@department.example.org` }))
const busy = { status: 503, body: { type: '/problems/busy', title: 'busy', status: 503, detail: 'x', instance: 'r-1' } }
const settings = { user: people.admin, agents: [writer, coder], limit: 10 }
const refuse = (server, request, status, type, detail, errors) => (server.state.upsets[request] = server.problem(status, type, detail, errors))

/** name → [path, state, what to do before looking] */
const cases = {
  'setup': ['setup?token=good', { setupNeeded: true }],
  'setup-errors': ['setup?token=bad', { setupNeeded: true }, async (page) => {
    await page.locator('button[type=submit]').click()
  }],
  'setup-link-spent': ['setup?token=bad', { setupNeeded: true }, async (page) => {
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('a long password')
    await page.locator('button[type=submit]').click()
  }],
  'setup-loading': ['setup?token=good', { setupNeeded: true, upsets: { 'GET /api/setup': 'never' } }],
  'setup-failed': ['setup?token=good', { setupNeeded: true, upsets: { 'GET /api/setup': 'cut' } }],
  'setup-done': ['setup', {}],
  'login': ['login', {}],
  'login-refused': ['login?to=/agents', { registration: 'open' }, async (page) => {
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
  }],
  'login-locked': ['login', {}, async (page, server) => {
    server.state.upsets['POST /api/auth/login'] = { ...server.problem(429, 'account-locked', 'x'), headers: { 'Retry-After': '897' } }
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
  }],
  'login-caps-lock': ['login', {}, async (page) => {
    await page.locator('input[name=password]').focus()
    await page.locator('input[name=password]').dispatchEvent('keydown', { key: 'A', modifierCapsLock: true, bubbles: true })
    await page.locator('.caps').waitFor()
  }],
  'login-offline': ['login', {}, async (page, server) => {
    server.state.upsets['POST /api/auth/login'] = 'cut'
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('correct horse')
    await page.locator('button[type=submit]').click()
    await page.locator('.problem').waitFor()
  }],
  'register': ['register', { registration: 'open' }],
  'register-taken': ['register', { registration: 'open' }, async (page, server) => {
    refuse(server, 'POST /api/auth/register', 409, 'username-taken', 'This user name is taken.')
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('a long password')
    await page.locator('button[type=submit]').click()
  }],
  'register-closed': ['register', {}],
  'unreachable': ['agents', { upsets: { 'POST /api/auth/refresh': 'cut' } }],
  'home-first': ['', { user: people.admin }],
  'home': ['', full],
  'home-quiet': ['', { user: people.user, agents: [writer] }],
  'home-loading': ['', { user: people.admin, upsets: { 'GET /api/agents': 'never' } }],
  'home-failed': ['', { user: people.admin, upsets: { 'GET /api/agents': { status: 503, body: { type: '/problems/busy', title: 'busy', status: 503, detail: 'x', instance: 'r-1' } } } }],
  'home-send-failed': ['', full, async (page, server) => {
    refuse(server, 'POST /api/sessions', 503, 'busy')
    await page.locator('#ask').fill('Write a haiku to haiku.md')
    await page.keyboard.press('Enter')
  }],
  'home-offline': ['', full, async (page, server) => {
    server.state.upsets['GET /api/events'] = 'cut'
    server.cutStreams()
    await page.locator('.pill').first().waitFor()
  }],
  'home-menu': ['', full, async (page) => {
    await page.locator('main button[aria-haspopup=menu]').first().click()
  }],
  'agents': ['agents', full],
  'agents-empty': ['agents', { user: people.user }],
  'agents-loading': ['agents', { user: people.user, upsets: { 'GET /api/agents': 'never' } }],
  'agents-failed': ['agents', { user: people.user, upsets: { 'GET /api/agents': busy } }],
  'agents-many': ['agents', { user: people.user, agents: many, limit: 500 }],
  'agents-action-failed': ['agents', full, async (page, server) => {
    refuse(server, 'POST /api/agents/4/start', 503, 'busy')
    await page.locator('.fix button').click()
    await page.locator('.problem').waitFor()
  }],
  'agents-limit': ['agents', { ...full, limit: 4 }],
  'agent-new': ['agents/new?first', { user: people.admin }],
  'agent-new-key': ['agents/new?start=code', { user: people.admin, test: { ok: false, reason: 'key_refused', detail: 'x' } }, async (page) => {
    await page.locator('label:has(input[value=custom])').click()
    await page.locator('details.fold summary').click()
    await page.locator('details.block summary').click()
    await page.locator('button.add').click()
    await page.locator('input[inputmode=url]').fill('https://models.example.org')
    await page.locator('.test button').click()
    await page.locator('.result').waitFor()
  }],
  'agent-new-key-missing': ['agents/new?start=code', { user: people.admin }, async (page) => {
    await page.locator('label:has(input[value=anthropic])').click()
    await page.locator('.test button').click()
    await page.locator('[aria-invalid=true]').waitFor()
  }],
  'agent-new-test-ok': ['agents/new?start=code', { user: people.admin }, async (page) => {
    await page.locator('label:has(input[value=anthropic])').click()
    await page.locator('input[autocomplete=new-password]').fill('sk-ant-0123456789')
    await page.locator('.test button').click()
    await page.locator('.result.ok').waitFor()
  }],
  'agent-new-test-failed': ['agents/new?start=code', { user: people.admin, upsets: { 'POST /api/providers/test': busy } }, async (page) => {
    await page.locator('.test button').click()
    await page.locator('.problem').waitFor()
  }],
  'agent-new-refused': ['agents/new?start=shell', { user: people.admin }, async (page, server) => {
    refuse(server, 'POST /api/agents', 400, 'invalid', 'x', [{ path: 'variables[0].name', message: 'PATH is set by SAC itself. Choose another name.' }])
    await page.locator('details.block summary').click()
    await page.locator('button.add').click()
    await page.keyboard.type('PATH')
    await page.locator('details.block summary').click()
    await page.locator('button[type=submit]').click()
    await page.locator('li [aria-invalid=true]').waitFor()
  }],
  'agent-new-loading': ['agents/new', { user: people.admin, upsets: { 'GET /api/harnesses': 'never' } }],
  'agent-new-failed': ['agents/new', { user: people.admin, upsets: { 'GET /api/harnesses': busy } }],
  'agent-new-restored': ['agents/new', { user: people.admin }, async (page) => {
    page.once('dialog', (dialog) => dialog.accept())
    await page.locator('input[name=agent-name]').fill('Half-filled')
    await page.reload()
    await page.locator('.restored').waitFor()
  }],
  'agent-new-errors': ['agents/new', { user: people.admin }, async (page) => {
    await page.locator('input[name=agent-name]').fill('')
    await page.locator('label:has(input[value=anthropic])').click()
    await page.locator('button[type=submit]').click()
  }],
  'agent-new-limit': ['agents/new', { ...full, limit: 4 }],
  'agent-settings': ['agents/2/settings', full, async (page) => {
    await page.locator('details.block summary').click()
    await page.locator('input[name=agent-name]').fill('Coder of things')
  }],
  'agent-settings-key-replace': ['agents/2/settings', full, async (page) => {
    await page.locator('.stored button').first().click()
  }],
  'agent-settings-key-remove': ['agents/2/settings', full, async (page) => {
    await page.locator('.stored button').last().click()
  }],
  'agent-settings-loading': ['agents/2/settings', { ...full, upsets: { 'GET /api/harnesses': 'never' } }],
  'agent-settings-failed': ['agents/2/settings', { user: people.admin, upsets: { 'GET /api/agents': busy } }],
  'agent-settings-conflict': ['agents/2/settings', full, async (page, server) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    server.push('agent.updated', { ...coder, name: 'Programmer', description: 'Changed by another window' }, { agent_id: 2 })
    await page.locator('.elsewhere li').waitFor()
  }],
  'agent-settings-saved': ['agents/2/settings', full, async (page) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    await page.locator('button[type=submit]').click()
  }],
  'agent-settings-elsewhere': ['agents/2/settings', full, async (page, server) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    server.push('agent.updated', { ...coder, description: 'Changed by another window' }, { agent_id: 2 })
  }],
  'agent-settings-gone': ['agents/2/settings', full, async (page, server) => {
    server.push('agent.deleted', {}, { agent_id: 2 })
  }],
  'agent-settings-missing': ['agents/99/settings', full],
  'agent-delete': ['agents/1/settings?delete', full],
  'agent-leave': ['agents/2/settings', full, async (page) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    await page.locator('a[href$="/sac/settings"]:visible').last().click()
  }],
  'settings': ['settings', full],
  'settings-errors': ['settings', full, async (page) => {
    await page.locator('input[autocomplete=name]').fill('')
    await page.locator('form').nth(0).locator('button[type=submit]').click()
    await page.locator('input[autocomplete=current-password]').fill('nope')
    await page.locator('input[autocomplete=new-password]').fill('a new password')
    await page.locator('form').nth(1).locator('button[type=submit]').click()
  }],
  'settings-loading': ['settings', { ...settings, upsets: { 'GET /api/auth/sessions': 'never' } }],
  'settings-partly-failed': ['settings', { ...settings, upsets: { 'GET /api/auth/sessions': busy } }, async (page) => {
    await page.locator('.problem').scrollIntoViewIfNeeded()
  }],
  'settings-end': ['settings', settings, async (page) => {
    await page.locator('main section').last().scrollIntoViewIfNeeded()
  }],
  'settings-saved': ['settings', settings, async (page) => {
    await page.locator('input[autocomplete=name]').fill('Mei T.')
    await page.locator('form').nth(0).locator('button[type=submit]').click()
    await page.locator('.saved svg').waitFor()
  }],
  'admin-not-allowed': ['admin/users', { user: people.user }],
  'admin-loading': ['admin', { ...settings, upsets: { 'GET /api/admin/sweeps': 'never', 'GET /health': 'never' } }],
  'admin-partly-failed': ['admin', { ...settings, upsets: { 'GET /api/admin/sweeps': busy } }],
  'admin-users-loading': ['admin/users', { ...settings, upsets: { 'GET /api/admin/users': 'never' } }],
  'admin-users-failed': ['admin/users', { ...settings, upsets: { 'GET /api/admin/users': busy } }],
  'admin-users-many': ['admin/users', { ...settings, users: crowd, userPages: true }],
  'admin-settings-failed': ['admin/settings', { ...settings, upsets: { 'GET /api/admin/settings': busy } }],
  'admin-settings-wrong': ['admin/settings', settings, async (page) => {
    await page.locator('main input[type=text]').first().fill('many')
    await page.locator('main form button[type=submit]').click()
    await page.locator('[aria-invalid=true]').waitFor()
  }],
  'admin': ['admin', full],
  'admin-users': ['admin/users', { ...full, userPages: true }],
  'admin-users-none': ['admin/users?q=zzz', full],
  'admin-user': ['admin/users?user=2', full],
  'admin-settings': ['admin/settings', full],
  'not-found': ['nothing/here', full],
  'defect': ['agents', full, async (page) => {
    await page.evaluate(() => void Promise.reject(new Error('a defect')))
    await page.locator('.problem').waitFor()
  }],
  'palette-none': ['', full, async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('zzz')
  }],
  'palette': ['', full, async (page) => {
    await page.keyboard.press('Control+k')
  }],
  'palette-search': ['', full, async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('set')
  }],
  'keys': ['agents', full, async (page) => {
    await page.keyboard.press('?')
  }],
  'rail-small': ['', full, async (page) => {
    await page.keyboard.press('Control+b')
  }],
}

/** What a case is about is no finding. */
const expected = { defect: /a defect/ }
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await launch()
let findings = 0

async function look(variant) {
  const [size, theme, ...language] = variant.split('-')
  const server = await startFakeServer({ basePath: '/sac/' })
  const context = await browser.newContext({
    viewport: windows[size],
    deviceScaleFactor: size === 'zoomed' ? 2 : 1,
    colorScheme: theme,
    locale: language.join('-'),
    hasTouch: size === 'narrow',
    reducedMotion: 'reduce',
  })
  for (const [name, [path, state, prepare]] of Object.entries(cases)) {
    if (!name.startsWith(only)) continue
    server.reset(structuredClone(state))
    await context.clearCookies()
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const complain = (what) => {
      findings++
      console.log(`${name} ${variant}: ${what}`)
    }
    watchPage(page, complain, expected[name])
    await page.goto(server.url + path)
    await page.locator('h1').first().waitFor()
    await settle(page)
    try {
      await prepare?.(page, server)
    } catch (error) {
      complain(error.message.split('\n')[0])
    }
    await settle(page)
    await page.screenshot({ path: join(shots, `${name}.${variant}.png`) })
    await page.evaluate(axe)
    const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), rules)
    for (const { id, help, nodes } of violations) complain(`${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join('\n    ')}`)
    const { wider, headings, title } = await page.evaluate(() => ({
      wider: document.documentElement.scrollWidth - window.innerWidth,
      headings: document.querySelectorAll('h1').length,
      title: document.title,
    }))
    if (wider > 0) complain(`scrolls ${wider}px sideways`)
    if (headings !== 1) complain(`has ${headings} main headings`)
    if (!/^.+ · SAC$/.test(title)) complain(`is called “${title}”`)
    await page.evaluate(() => localStorage.clear())
    await page.close({ runBeforeUnload: false })
  }
  await context.close()
  server.stop()
}

// Two at a time: one waits for its page while the other is looked at.
const waiting = [...variants]
await Promise.all([0, 1].map(async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await look(next)
}))
await browser.close()
console.log(findings === 0 ? 'Nothing found.' : `${findings} findings`)
process.exit(findings === 0 ? 0 : 1)
