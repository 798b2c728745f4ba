// What must hold across pages, tabs and interruptions, in a real browser: npm run test:flows
import assert from 'node:assert/strict'
import { agent, people, startFakeServer } from './fake-server.mjs'
import { browserPath, launch } from './browser.mjs'

if (!browserPath()) {
  console.error('No Chromium here: install it, or name it in SAC_TEST_CHROMIUM.')
  process.exit(1)
}
const server = await startFakeServer({ port: Number(process.env.PORT ?? 0), basePath: '/sac/' })
const browser = await launch()
const path = (page) => page.url().slice(server.url.length)

async function eventually(check, what) {
  const deadline = Date.now() + 8000
  for (;;) {
    if (await check()) return
    if (Date.now() > deadline) assert.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const flows = {
  async 'set-up leads to the first agent and into it'(page) {
    server.state.setupNeeded = true
    await page.goto(`${server.url}setup?token=good`)
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('four words in a row')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/agents/new?first*')
    await page.locator('button[type=submit]').click()
    await page.waitForURL('**/agents/100/s**')
    assert.equal(server.state.agents[0].harness, 'claude-code')
  },

  async 'login returns to where one was going'(page) {
    server.state.agents = [agent(1)]
    await page.goto(`${server.url}agents/1/settings?x=1`)
    await page.waitForURL('**/login?to=**')
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('correct horse')
    await page.keyboard.press('Enter')
    await eventually(() => path(page) === 'agents/1/settings?x=1', 'back at the settings')
  },

  async 'what is typed outlives an ended login and a reload'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' })] })
    await page.goto(server.url)
    await page.locator('#ask').fill('Write a haiku')
    server.state.user = null
    server.state.upsets['POST /api/sessions'] = server.problem(401, 'unauthenticated')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/login**')
    server.state.upsets = {}
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('correct horse')
    await page.keyboard.press('Enter')
    await page.locator('#ask').waitFor()
    assert.equal(await page.locator('#ask').inputValue(), 'Write a haiku')
    await page.reload()
    assert.equal(await page.locator('#ask').inputValue(), 'Write a haiku')
  },

  async 'a lost answer does not send a prompt twice'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)] })
    const prompts = 'POST /api/sessions/00000000-0000-4000-8000-000000000077/prompts'
    server.state.upsets[prompts] = 'cut'
    await page.goto(server.url)
    await page.locator('#ask').fill('Write a haiku')
    const keys = []
    page.on('request', (request) => {
      if (request.url().endsWith('/prompts')) keys.push(request.postDataJSON().idempotency_key)
    })
    await page.keyboard.press('Enter')
    await page.locator('.problem').waitFor()
    server.state.upsets = {}
    await page.locator('.problem button').first().click()
    await page.waitForURL('**/agents/1/s/**')
    assert.equal(server.state.prompts.length, 1)
    assert.ok(keys.length >= 2 && new Set(keys).size === 1, 'one key for every try')
  },

  async 'Enter in an input method is not Enter'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)] })
    await page.goto(server.url)
    await page.locator('#ask').focus()
    const input = await page.context().newCDPSession(page)
    await input.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 })
    await page.locator('#ask').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
    await input.send('Input.insertText', { text: '你好' })
    assert.equal(await page.locator('#ask').inputValue(), '你好')
    assert.equal(server.state.prompts.length, 0)
  },

  async 'tabs share one stream, and the next takes over'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' })] })
    await page.goto(server.url)
    const second = await page.context().newPage()
    await second.goto(server.url)
    await eventually(() => server.streams() === 1, 'one stream')
    server.add(agent(2, { name: 'Shared' }))
    await second.locator('nav >> text=Shared').waitFor()
    await page.locator('nav >> text=Shared').waitFor()
    await page.close()
    await eventually(() => server.streams() === 1, 'the second tab reads on')
    server.add(agent(3, { name: 'Later' }))
    await second.locator('nav >> text=Later').waitFor()
    await second.close()
  },

  async 'an interrupted stream comes back by itself'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' })] })
    await page.goto(server.url)
    await eventually(() => server.streams() === 1, 'live')
    server.state.upsets['GET /api/events'] = 'cut'
    server.cutStreams()
    await page.locator('.pill').first().waitFor()
    server.state.upsets = {}
    await eventually(() => server.streams() === 1, 'live again')
    await page.locator('.pill').first().waitFor({ state: 'detached' })
  },

  async 'logging out in one tab logs out all'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)] })
    await page.goto(server.url)
    const second = await page.context().newPage()
    await second.goto(`${server.url}settings`)
    await second.locator('h1').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('log out')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/login**')
    await second.waitForURL('**/login?to=**')
    await second.close()
  },

  async 'a server that is away is waited for'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)], upsets: { 'POST /api/auth/refresh': 'cut' } })
    await page.goto(`${server.url}agents`)
    await page.waitForURL('**/unreachable**')
    server.state.upsets = {}
    await eventually(() => path(page) === 'agents', 'goes on by itself')
  },

  async 'a half-filled agent outlives a reload, its key does not'(page) {
    Object.assign(server.state, { user: people.admin })
    await page.goto(`${server.url}agents/new`)
    await page.locator('input[name=agent-name]').fill('Half')
    await page.locator('label:has(input[value=anthropic])').click()
    await page.locator('input[autocomplete=new-password]').fill('sk-secret-key')
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes('sk-secret'))
    page.once('dialog', (dialog) => dialog.accept())
    await page.reload()
    await page.locator('input[name=agent-name]').waitFor()
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'Half')
  },

  async 'the keyboard alone is enough'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)] })
    await page.goto(`${server.url}agents`)
    await page.locator('h1').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MAIN')
    await page.locator('main button[aria-haspopup=menu]').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/agents/1/settings')
    await page.keyboard.press('Escape')
    await page.locator('h1').focus()
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await eventually(() => path(page) === '', 'home')
  },
}

let failures = 0
for (const [name, flow] of Object.entries(flows)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue
  server.reset()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  try {
    await flow(page)
    console.log(`ok   ${name}`)
  } catch (error) {
    failures++
    console.log(`FAIL ${name}: ${error.message.split('\n').slice(0, 3).join(' ')} at ${page.isClosed() ? '-' : page.url()}`)
  }
  await context.close()
}
await browser.close()
server.stop()
process.exit(failures === 0 ? 0 : 1)
