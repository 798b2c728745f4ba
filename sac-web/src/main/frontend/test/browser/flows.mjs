// What must hold across pages, tabs and interruptions, in a real browser: npm run test:flows
import assert from 'node:assert/strict'
import { agent, file, people, session, startFakeServer } from './fake-server.mjs'
import { browserPath, launch, watchPage } from './browser.mjs'

if (!browserPath()) {
  console.error('No Chromium here: install it, or name it in SAC_TEST_CHROMIUM.')
  process.exit(1)
}
const server = await startFakeServer({ port: Number(process.env.PORT ?? 0), basePath: '/sac/' })
const browser = await launch()
const path = (page) => page.url().slice(server.url.length)

async function eventually(check, what) {
  const deadline = Date.now() + 30_000
  for (;;) {
    if (await check()) return
    if (Date.now() > deadline) assert.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }))
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement
  return at && at !== document.body ? (at.getAttribute('name') ?? at.textContent.trim()) : ''
})

/** Presses Tab until what is asked for has the focus, as who has no mouse does. */
async function tabTo(page, what, back = false) {
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    if (what.test(await focused(page))) return
  }
  assert.fail(`Tab does not lead to ${what}`)
}

const flows = {
  async 'the keyboard alone leads from set-up to an agent'(page) {
    server.state.setupNeeded = true
    await page.goto(`${server.url}setup?token=good`)
    await eventually(async () => (await focused(page)) === 'username', 'begins at the first field')
    await page.keyboard.press('Enter')
    await eventually(async () => (await focused(page)) === 'username', 'the first error')
    await page.keyboard.type('mei')
    await tabTo(page, /^password$/)
    await page.keyboard.type('short')
    await page.keyboard.press('Enter')
    await eventually(async () => (await page.locator('[aria-invalid=true]').count()) === 1, 'one error is left')
    await eventually(async () => (await focused(page)) === 'password', 'the password is asked for')
    await page.keyboard.type(' words in a row')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/agents/new?first*')
    await eventually(async () => /first agent/.test(await focused(page)), 'the page is announced by its heading')
    await page.locator('input[name=agent-name]').waitFor()
    // Radio buttons: one stop each, chosen by the arrows.
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await eventually(async () => (await page.locator('input[name=agent-name]').inputValue()) === 'Terminal', 'the third starting point')
    await tabTo(page, /^agent-name$/)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('My terminal')
    await tabTo(page, /^More settings/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^Add variable$/)
    await page.keyboard.press('Enter')
    await page.keyboard.type('REGION')
    await page.keyboard.press('Tab')
    await page.keyboard.type('eu')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/agents/100/s**')
    assert.equal(server.state.agents[0].name, 'My terminal')
    assert.equal(server.state.agents[0].harness, 'shell')
  },

  async 'what has the focus is never under the bar of buttons'(page) {
    Object.assign(server.state, { user: people.admin })
    await page.setViewportSize({ width: 720, height: 450 })
    await page.goto(`${server.url}agents/new`)
    await page.locator('input[name=agent-name]').focus()
    for (let steps = 0; steps < 25; steps++) {
      await page.keyboard.press('Tab')
      const hidden = await page.evaluate(() => {
        const foot = document.querySelector('form > .foot')
        const at = document.activeElement
        if (!foot || !at || foot.contains(at) || !foot.closest('main').contains(at)) return ''
        const shown = at.closest('label') ?? at
        return shown.getBoundingClientRect().bottom > foot.getBoundingClientRect().top + 1 ? shown.outerHTML.slice(0, 120) : ''
      })
      assert.equal(hidden, '')
    }
  },

  async 'a refused value is shown where it is, also in a folded block'(page) {
    Object.assign(server.state, { user: people.admin })
    server.state.upsets['POST /api/agents'] = server.problem(400, 'invalid', 'x', [{ path: 'instructions', message: 'Shorten the instructions.' }])
    await page.goto(`${server.url}agents/new`)
    await page.locator('button[type=submit]').click()
    await page.getByText('Shorten the instructions.').waitFor()
    await eventually(() => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'), 'the field has the focus')
    server.state.upsets = {}
    await page.locator('button[type=submit]').click()
    await page.waitForURL('**/agents/100/s**')
  },

  async 'the limit reached meanwhile is said, and nothing typed is lost'(page) {
    Object.assign(server.state, { user: people.admin })
    await page.goto(`${server.url}agents/new`)
    await page.locator('input[name=agent-name]').fill('One too many')
    server.state.upsets['POST /api/agents'] = server.problem(409, 'agent-limit-reached', 'You have 3 agents.')
    await page.locator('button[type=submit]').click()
    await page.locator('.problem').waitFor()
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'One too many')
  },

  async 'unsaved changes are guarded, and discarded when asked'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' })] })
    await page.goto(`${server.url}agents/1/settings`)
    await page.locator('input[name=agent-name]').fill('Typist')
    await page.locator('nav').getByRole('link', { name: 'Home' }).first().click()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'Typist')
    await page.locator('nav').getByRole('link', { name: 'Home' }).first().click()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await eventually(() => path(page) === '', 'home')
    await page.goto(`${server.url}agents/1/settings`)
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'Writer')
  },

  async 'a stored key is kept, replaced and removed'(page) {
    const provider = { preset: 'anthropic', key: { set: true, last4: 'k7Qa' }, models: {} }
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { provider })] })
    const sent = []
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request.postDataJSON()))
    await page.goto(`${server.url}agents/1/settings`)
    await page.getByText('k7Qa').waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('button', { name: 'Keep the stored key' }).click()
    await page.getByRole('button', { name: 'Replace' }).click()
    await page.keyboard.type('sk-ant-new-9zX1')
    await page.locator('button[type=submit]').click()
    await page.getByText('9zX1').waitFor()
    assert.equal(sent[0].provider.key, 'sk-ant-new-9zX1')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.locator('button[type=submit]').click()
    await eventually(() => sent.length === 2, 'saved')
    assert.equal(sent[1].provider.key, null)
  },

  async 'two windows keep what each of them changed'(page) {
    const one = agent(1, { name: 'Writer', description: 'Writes' })
    Object.assign(server.state, { user: people.admin, agents: [one] })
    await page.goto(`${server.url}agents/1/settings`)
    await page.locator('input[name=agent-name]').fill('Mine')
    await eventually(() => server.streams() === 1, 'live')
    Object.assign(one, { name: 'Theirs', description: 'Theirs too' })
    server.push('agent.updated', one, { agent_id: 1 })
    await page.locator('.elsewhere li').waitFor()
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'Mine')
    await page.locator('.elsewhere').getByText('Theirs', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Keep mine/ }).click()
    await page.locator('.elsewhere').waitFor({ state: 'detached' })
    await page.locator('button[type=submit]').click()
    await page.locator('.notice').waitFor()
    assert.deepEqual([one.name, one.description], ['Mine', 'Theirs too'])
  },

  async 'deleting names what goes, and the focus comes back'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' }), agent(2)], files: [file(1, 'a.md'), file(1, 'b.md')], sessions: [session(1, 1)] })
    await page.goto(`${server.url}agents/1/settings`)
    const button = page.getByRole('button', { name: 'Delete agent…' })
    await button.click()
    await page.getByText('all its 2 results').waitFor()
    await page.getByText('its open session').waitFor()
    await page.keyboard.press('Escape')
    await eventually(() => button.evaluate((element) => element === document.activeElement), 'the focus is back')
    await button.click()
    await page.getByRole('button', { name: 'Delete agent', exact: true }).click()
    await eventually(() => path(page) === '', 'home')
    assert.equal(server.state.agents.length, 1)
  },

  async 'an agent that failed is started again from the list'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(4, { name: 'Figures', status: 'failed', reason: { code: 'no_network', message: 'The registry did not answer.', action: 'retry' } })] })
    await page.goto(`${server.url}agents`)
    await page.getByText('The registry did not answer.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('main').getByText('Starting').waitFor()
  },

  async 'a lock-out says when it ends'(page) {
    await page.goto(`${server.url}login`)
    server.state.upsets['POST /api/auth/login'] = { ...server.problem(429, 'account-locked', 'x'), headers: { 'Retry-After': '897' } }
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('You can try again in 15 minutes.').waitFor()
  },

  async 'who is no administrator is told who can help, under the same address'(page) {
    Object.assign(server.state, { user: people.user })
    await page.goto(`${server.url}admin/users`)
    await page.getByRole('heading', { name: 'Only administrators see this page' }).waitFor()
    assert.equal(path(page), 'admin/users')
    assert.equal(await page.title(), 'Not allowed · SAC')
  },

  async 'single letters can be turned off, chords stay'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1)] })
    await page.goto(`${server.url}settings`)
    await page.getByRole('switch', { name: 'Single-letter keys' }).click()
    await page.locator('h1').focus()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find or do anything' }).waitFor()
    assert.equal(path(page), 'settings')
    await page.keyboard.press('Escape')
    await page.reload()
    const letters = page.getByRole('switch', { name: 'Single-letter keys' })
    assert.equal(await letters.getAttribute('aria-checked'), 'false')
    await letters.click()
    await page.locator('h1').focus()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await eventually(() => path(page) === 'agents', 'the agents')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  },

  async 'the palette finds a session and goes there'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { name: 'Writer' })], sessions: [session(7, 1, { title: 'Draft of the report' })] })
    await page.goto(server.url)
    await page.locator('#ask').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('report')
    await page.getByRole('option', { name: /Draft of the report/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/agents/1/s/${session(7, 1).session_id}**`)
  },

  async 'a defect can be reported and put away'(page) {
    Object.assign(server.state, { user: people.admin, upsets: { 'POST /api/agents/1/start': server.problem(500, 'internal') }, agents: [agent(1, { name: 'Writer', status: 'failed' })] })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${server.url}agents`)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('button', { name: 'Copy details' }).click()
    await page.getByText('Copied').waitFor()
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /"request":"req-7f3a"/)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.locator('.problem').waitFor({ state: 'detached' })
  },

  async 'nothing moves for who asked for less motion'(page) {
    Object.assign(server.state, { user: people.admin, agents: [agent(1, { status: 'starting' })] })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(`${server.url}agents`)
    await page.locator('.starting svg').first().waitFor()
    const longest = await page.evaluate(() => Math.max(...[...document.querySelectorAll('*')].map((element) => {
      const { animationDuration, transitionDuration } = getComputedStyle(element)
      return Math.max(parseFloat(animationDuration), parseFloat(transitionDuration))
    })))
    assert.ok(longest < 0.01, `${longest} s`)
  },

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

  async 'a half-filled agent outlives an ended login'(page) {
    Object.assign(server.state, { user: people.admin })
    await page.goto(`${server.url}agents/new?start=code`)
    await page.locator('input[name=agent-name]').fill('Half')
    server.state.user = null
    server.state.upsets['POST /api/agents'] = server.problem(401, 'session-expired')
    await page.locator('button[type=submit]').click()
    await page.waitForURL('**/login?to=**')
    await page.getByText('What you typed is kept.').waitFor()
    server.state.upsets = {}
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[name=password]').fill('correct horse')
    await page.keyboard.press('Enter')
    await page.locator('.restored').waitFor()
    assert.equal(path(page), 'agents/new?start=code')
    assert.equal(await page.locator('input[name=agent-name]').inputValue(), 'Half')
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
    await eventually(async () => (await stored(page)).includes('anthropic'), 'kept')
    assert.ok(!(await stored(page)).includes('sk-secret'))
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
    await page.locator('[role=menuitem]:focus').waitFor()
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
  page.setDefaultTimeout(30_000)
  const complaints = []
  const watch = (one) => watchPage(one, (what) => complaints.push(what))
  context.on('page', watch)
  watch(page)
  try {
    await flow(page)
    assert.deepEqual(complaints, [])
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
