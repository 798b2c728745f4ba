// Every page in its states, as pictures to look at and through axe: npm run test:pages [-- name-part]
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { agent, file, people, session, startFakeServer } from './fake-server.mjs'
import { browserPath, launch } from './browser.mjs'

const only = process.argv[2] ?? ''
const shots = process.env.SHOTS ?? '/tmp/sac-pages'
const variants = (process.env.VARIANTS ?? 'wide-light-en,wide-dark-zh-CN,narrow-light-zh-CN,narrow-dark-en').split(',')
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
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const refuse = (server, request, status, type, detail, errors) => (server.state.upsets[request] = server.problem(status, type, detail, errors))

/** name → [path, state, what to do before looking] */
const cases = {
  'setup': ['setup?token=good', { setupNeeded: true }],
  'setup-errors': ['setup?token=bad', { setupNeeded: true }, async (page) => {
    await page.locator('button[type=submit]').click()
    await wait(200)
  }],
  'setup-link-spent': ['setup?token=bad', { setupNeeded: true }, async (page) => {
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('a long password')
    await page.locator('button[type=submit]').click()
    await wait(300)
  }],
  'setup-done': ['setup', {}],
  'login': ['login', {}],
  'login-refused': ['login?to=/agents', { registration: 'open' }, async (page) => {
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
    await wait(300)
  }],
  'login-locked': ['login', {}, async (page, server) => {
    server.state.upsets['POST /api/auth/login'] = { ...server.problem(429, 'account-locked', 'x'), headers: { 'Retry-After': '60' } }
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
    await wait(300)
  }],
  'register': ['register', { registration: 'open' }],
  'register-taken': ['register', { registration: 'open' }, async (page, server) => {
    refuse(server, 'POST /api/auth/register', 409, 'username-taken', 'This user name is taken.')
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('a long password')
    await page.locator('button[type=submit]').click()
    await wait(300)
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
    await wait(300)
  }],
  'home-offline': ['', full, async (page, server) => {
    server.state.upsets['GET /api/events'] = 'cut'
    server.cutStreams()
    await wait(2500)
  }],
  'home-menu': ['', full, async (page) => {
    await page.locator('main button[aria-haspopup=menu]').first().click()
    await wait(200)
  }],
  'agents': ['agents', full],
  'agents-limit': ['agents', { ...full, limit: 4 }],
  'agent-new': ['agents/new?first', { user: people.admin }],
  'agent-new-key': ['agents/new?start=code', { user: people.admin, test: { ok: false, reason: 'key_refused', detail: 'x' } }, async (page) => {
    await page.locator('label:has(input[value=custom])').click()
    await page.locator('details.fold summary').click()
    await page.locator('details.block summary').click()
    await page.locator('button.add').click()
    await page.locator('.test button').click()
    await wait(300)
  }],
  'agent-new-errors': ['agents/new', { user: people.admin }, async (page) => {
    await page.locator('input[name=agent-name]').fill('')
    await page.locator('label:has(input[value=anthropic])').click()
    await page.locator('button[type=submit]').click()
    await wait(300)
  }],
  'agent-new-limit': ['agents/new', { ...full, limit: 4 }],
  'agent-settings': ['agents/2/settings', full, async (page) => {
    await page.locator('details.block summary').click()
    await page.locator('input[name=agent-name]').fill('Coder of things')
    await wait(200)
  }],
  'agent-settings-saved': ['agents/2/settings', full, async (page) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    await page.locator('button[type=submit]').click()
    await wait(400)
  }],
  'agent-settings-elsewhere': ['agents/2/settings', full, async (page, server) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    server.push('agent.updated', { ...coder, description: 'Changed by another window' }, { agent_id: 2 })
    await wait(300)
  }],
  'agent-settings-gone': ['agents/2/settings', full, async (page, server) => {
    server.push('agent.deleted', {}, { agent_id: 2 })
    await wait(300)
  }],
  'agent-settings-missing': ['agents/99/settings', full],
  'agent-delete': ['agents/1/settings?delete', full],
  'agent-leave': ['agents/2/settings', full, async (page) => {
    await page.locator('input[name=agent-name]').fill('Coder of things')
    await page.locator('a[href$="/sac/settings"]:visible').last().click()
    await wait(300)
  }],
  'settings': ['settings', full],
  'settings-errors': ['settings', full, async (page) => {
    await page.locator('input[autocomplete=name]').fill('')
    await page.locator('form').nth(0).locator('button[type=submit]').click()
    await page.locator('input[autocomplete=current-password]').fill('nope')
    await page.locator('input[autocomplete=new-password]').fill('a new password')
    await page.locator('form').nth(1).locator('button[type=submit]').click()
    await wait(300)
  }],
  'admin': ['admin', full],
  'admin-users': ['admin/users', { ...full, userPages: true }],
  'admin-users-none': ['admin/users?q=zzz', full],
  'admin-user': ['admin/users?user=2', full],
  'admin-settings': ['admin/settings', full],
  'not-found': ['nothing/here', full],
  'palette': ['', full, async (page) => {
    await page.keyboard.press('Control+k')
    await wait(200)
  }],
  'palette-search': ['', full, async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('set')
    await wait(200)
  }],
  'keys': ['agents', full, async (page) => {
    await page.keyboard.press('?')
    await wait(200)
  }],
  'rail-small': ['', full, async (page) => {
    await page.keyboard.press('Control+b')
    await wait(200)
  }],
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const server = await startFakeServer({ port: Number(process.env.PORT ?? 0), basePath: '/sac/' })
const browser = await launch()
let findings = 0
for (const variant of variants) {
  const [width, theme, ...language] = variant.split('-')
  const locale = language.join('-')
  const context = await browser.newContext({
    viewport: width === 'wide' ? { width: 1440, height: 900 } : { width: 390, height: 844 },
    colorScheme: theme,
    locale,
    hasTouch: width === 'narrow',
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
    page.on('pageerror', (error) => complain(`error ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of [45]\d\d|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|net::ERR/.test(message.text())) complain(message.text())
      if (message.type() === 'warning' && /intlify|Vue/.test(message.text())) complain(message.text())
    })
    await page.goto(server.url + path)
    await page.locator('h1').first().waitFor()
    await wait(name.endsWith('loading') ? 600 : 350)
    try {
      await prepare?.(page, server)
    } catch (error) {
      complain(error.message.split('\n')[0])
    }
    await page.screenshot({ path: join(shots, `${name}.${variant}.png`) })
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    for (const { id, help, nodes } of violations) complain(`${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join('\n    ')}`)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (wider > 0) complain(`scrolls ${wider}px sideways`)
    await page.evaluate(() => localStorage.clear())
    await page.close()
  }
  await context.close()
}
await browser.close()
server.stop()
console.log(findings === 0 ? 'Nothing found.' : `${findings} findings`)
process.exit(findings === 0 ? 0 : 1)
