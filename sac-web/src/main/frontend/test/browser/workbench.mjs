// The workbench in its states through axe, and what a person does in it: npm run test:workbench [-- name-part]
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserPath, launch } from './browser.mjs'

const only = process.argv[2] ?? ''
const shots = process.env.SHOTS ?? mkdtempSync(join(tmpdir(), 'sac-workbench-'))
mkdirSync(shots, { recursive: true })
if (!browserPath()) {
  console.error('No Chromium here: install it, or name it in SAC_TEST_CHROMIUM.')
  process.exit(1)
}
const fake = spawn(process.execPath, [new URL('../fake/server.mjs', import.meta.url).pathname, process.env.PORT ?? '0', 'dist'], { stdio: ['ignore', 'pipe', 'inherit'] })
const base = await new Promise((resolve) => fake.stdout.once('data', (line) => resolve(String(line).trim().replace(/\/$/, ''))))
const browser = await launch()
let findings = 0
const complain = (what) => {
  findings++
  console.log(what)
}

const first = '/agents/1/s/11111111-1111-4111-8111-111111111111'
const archive = '/agents/6/s/66666666-6666-4666-8666-666666666666'
const states = {
  starting: '/agents/3/s/',
  failed: '/agents/4/s/',
  asleep: '/agents/5/s/',
  gone: '/agents/99/s/',
  ended: '/agents/1/s/99999999-1111-4111-8111-111111111111',
  'output-empty': '/agents/2/s/?panel=output',
  output: `${first}?panel=output`,
  'output-many': `${archive}?panel=output`,
  table: `${first}?panel=output&file=data/sales.csv`,
  page: `${first}?panel=output&file=market-report.md`,
  code: `${first}?panel=output&file=scripts/total.py&full=1`,
  pdf: `${first}?panel=output&file=quarter.pdf`,
  picture: `${first}?panel=output&file=charts/logo.png`,
  html: `${first}?panel=output&file=dashboard.html`,
  'no-preview': `${first}?panel=output&file=archive.zip`,
  'file-gone': `${first}?panel=output&file=nothing.txt`,
  history: `${first}?panel=history`,
  found: `${first}?panel=history&q=report`,
  'nothing-found': `${first}?panel=history&q=zzz`,
  'history-long': `${archive}?panel=history`,
  agent: first,
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const known = { 'wide-light-en': [1440, 900, 'light', 'en'], 'wide-dark-zh-CN': [1440, 900, 'dark', 'zh-CN'], 'narrow-light-zh-CN': [390, 844, 'light', 'zh-CN'], 'narrow-dark-en': [390, 844, 'dark', 'en'], 'narrow-dark-zh-CN': [390, 844, 'dark', 'zh-CN'] }
const variants = Object.fromEntries(Object.entries(known).filter(([name]) => process.env.VARIANTS?.split(',').includes(name) ?? name !== 'narrow-dark-zh-CN'))

async function open(name, more = {}) {
  const [width, height, colorScheme, locale] = known[name]
  const touch = width < 768
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale, hasTouch: touch, isMobile: touch, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'], ...more })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complain(`error ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of [45]\d\d|net::ERR|WebGL/.test(message.text())) complain(message.text())
    if (message.type() === 'warning' && /intlify|Vue/.test(message.text())) complain(message.text())
  })
  return page
}

/** Waits until it is so, and says when it never is. */
async function hold(what, test, limit = 20_000) {
  const end = Date.now() + limit
  for (;;) {
    if (await test()) return
    if (Date.now() > end) return complain(`not so: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

for (const variant of Object.keys(variants)) {
  const page = await open(variant)
  for (const [name, path] of Object.entries(states)) {
    if (!name.startsWith(only)) continue
    await page.goto(base + path)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle', { timeout: 800 }).catch(() => undefined)
    await page.screenshot({ path: join(shots, `${name}.${variant}.png`) })
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => window.axe.run(document))
    for (const { id, help, nodes } of violations) complain(`${name} ${variant} ${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join('\n    ')}`)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (wider > 0) complain(`${name} ${variant} scrolls ${wider}px sideways`)
  }
  await page.context().close()
}

const tell = async (path, body) => Buffer.from(await (await fetch(`${base}/__/${path}`, { method: 'POST', body: body ? JSON.stringify(body) : undefined })).arrayBuffer())
const session = first.split('/').at(-1)
const typed = async () => (await tell(`typed?id=${session}`)).toString()

const stories = {
  async 'a message is kept until it is sent'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}`)
    const field = page.getByRole('textbox', { name: 'Message to Mira' })
    await field.fill('one')
    await field.press('Shift+Enter')
    await field.pressSequentially('two')
    await page.reload()
    await hold('the draft is there after a reload', async () => (await field.inputValue()) === 'one\ntwo')
    await tell('refuse?on=true')
    await field.press('Enter')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await hold('a refused message stays', async () => (await field.inputValue()) === 'one\ntwo')
    await tell('refuse?on=false')
    await field.fill('echo sent')
    await field.press('Enter')
    await hold('a sent message goes', async () => (await field.inputValue()) === '')
    await page.getByText('Delivered').waitFor()
    await field.press('ArrowUp')
    await hold('it can be recalled', async () => (await field.inputValue()) === 'echo sent')
    return page
  },
  async 'a session that could not be opened is tried again'() {
    const page = await open('wide-light-en')
    await tell('refuse?on=true')
    await page.goto(`${base}${first}`)
    await page.getByRole('button', { name: 'New session' }).click()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await tell('refuse?on=false')
    await again.click()
    await page.waitForURL((url) => /\/s\/[0-9a-f-]{36}/.test(url.pathname) && !url.pathname.endsWith(session))
    await hold('the error goes', async () => (await again.count()) === 0)
    return page
  },
  async 'files go with a message'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}`)
    const field = page.getByRole('textbox', { name: 'Message to Mira' })
    const drop = async (name) => {
      const data = await page.evaluateHandle((name) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File(['a,b'], name, { type: 'text/csv' }))
        return transfer
      }, name)
      await page.locator('.stage').dispatchEvent('dragover', { dataTransfer: data })
      await page.getByText('Drop files to give them to Mira').waitFor()
      await page.locator('.stage').dispatchEvent('drop', { dataTransfer: data })
    }
    await drop('figures.csv')
    await page.getByRole('button', { name: 'Remove figures.csv' }).waitFor()
    await tell('refuse?on=true')
    await drop('huge.csv')
    const again = page.getByRole('button', { name: 'Try to add huge.csv again' })
    await again.waitFor()
    await field.fill('read these')
    await field.press('Enter')
    await hold('nothing is sent without its files', async () => (await field.inputValue()) === 'read these')
    await page.screenshot({ path: join(shots, 'files.wide-light-en.png') })
    await tell('refuse?on=false')
    await again.click()
    await page.locator('.attachments .there').nth(1).waitFor()
    await field.press('Enter')
    await hold('the message has gone', async () => (await field.inputValue()) === '')
    const sent = JSON.parse((await tell('prompts')).toString()).find(({ text }) => text === 'read these')
    if (JSON.stringify(sent?.files) !== '["uploads/figures.csv","uploads/huge.csv"]') complain(`files of the prompt: ${JSON.stringify(sent)}`)
    await hold('the files have gone with it', async () => (await page.locator('.attachments').count()) === 0)
    return page
  },
  async 'what is typed over cuts arrives once'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}`)
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.type('echo before\n')
    await tell('cut')
    await page.keyboard.type('echo during\n')
    await hold('typed over a cut', async () => (await typed()).split('echo during\r').length === 2)
    await page.context().setOffline(true)
    await tell('cut')
    await page.getByText('Reconnecting…').first().waitFor()
    await page.keyboard.type('echo offline\n')
    await page.context().setOffline(false)
    await hold('typed while offline', async () => (await typed()).split('echo offline\r').length === 2)
    await hold('the pill goes', async () => (await page.locator('.screen .pill').count()) === 0)
    await tell(`epoch?id=${session}`)
    await page.getByText('Some output is not shown').waitFor()
    return page
  },
  async 'the terminal takes only its own keys'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}?panel=output`)
    const terminal = page.locator('.xterm-helper-textarea')
    await terminal.focus()
    await page.keyboard.type('echo ready\n')
    await hold('the prompt is back', async () => (await tell(`ring?id=${session}`)).toString().includes('\rready\r'))
    await page.evaluate(() => navigator.clipboard.writeText('echo A1\necho B2\n'))
    await page.keyboard.press('Control+v')
    await hold('several lines are pasted, not run', async () => (await typed()).includes('\x1b[200~echo A1\recho B2\r\x1b[201~'))
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Shift+Enter')
    await hold('Shift+Enter is a line break', async () => (await typed()).endsWith('\x1b\r'))
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Control+Shift+F')
    await page.keyboard.type('ready')
    await page.keyboard.press('Escape')
    await hold('the terminal has the focus again', () => terminal.evaluate((element) => element === document.activeElement))
    await tell(`print?id=${session}`, { text: `\x1b]52;c;${Buffer.from('from a program').toString('base64')}\x07` })
    await hold('a program may copy', async () => (await page.evaluate(() => navigator.clipboard.readText())) === 'from a program')
    await page.getByText('Copied').waitFor()
    await page.evaluate(() => {
      window.copied = []
      const write = navigator.clipboard.writeText.bind(navigator.clipboard)
      navigator.clipboard.writeText = (text) => {
        window.copied.push(text.length)
        return write(text)
      }
    })
    for (const text of ['x'.repeat(1_200_000), 'after']) await tell(`print?id=${session}`, { text: `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07` })
    await hold('too much is not copied, what follows is', async () => JSON.stringify(await page.evaluate(() => window.copied)) === '[5]')
    for (const [name, test] of [['message', '.composer'], ['dock', 'aside.dock'], ['terminal', '[data-terminal]']]) {
      await page.keyboard.press('F6')
      await hold(`F6 goes to the ${name}`, () => page.evaluate((selector) => document.activeElement?.closest(selector) !== null, test))
    }
    return page
  },
  async 'two windows share a terminal'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}`)
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.type('\n')
    const other = await page.context().newPage()
    await other.setViewportSize({ width: 1000, height: 600 })
    await other.goto(`${base}${first}`)
    await other.getByRole('button', { name: 'Use mine' }).click()
    await page.getByText('Sized for another window.').waitFor()
    await other.close()
    await hold('the size comes back', async () => (await page.getByText('Sized for another window.').count()) === 0)
    return page
  },
  async 'results come in by themselves and can be taken back'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${first}?panel=output`)
    await page.getByRole('button', { name: /market-report/ }).waitFor()
    await tell('file', { path: 'haiku.md', text: 'old pond\n' })
    await page.getByRole('button', { name: /haiku/ }).click()
    await page.getByText('old pond').waitFor()
    await tell('file', { path: 'haiku.md', text: 'new words\n' })
    await page.getByText('new words').waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: /haiku/ }).waitFor()
    await page.keyboard.press(']')
    await page.waitForURL(/panel=history/)
    await page.keyboard.press('Escape')
    await hold('Esc closes the panel', () => !page.url().includes('panel='))
    return page
  },
  async 'a long thread is read to its beginning without jumps'() {
    const page = await open('wide-light-en')
    await page.goto(`${base}${archive}?panel=history`)
    await page.getByText('Answer number 9999.').waitFor()
    const top = () => page.locator('.thread').evaluate((element) => element.scrollHeight)
    for (let round = 0; round < 4; round++) {
      const before = await top()
      await page.locator('.thread').evaluate((element) => (element.scrollTop = 0))
      await hold(`older messages come, round ${round}`, async () => (await top()) > before)
      await hold('the place is kept', () => page.locator('.thread').evaluate((element) => element.scrollTop > 0))
    }
    return page
  },
}

for (const [name, story] of Object.entries(stories)) {
  if (only !== '' && !name.includes(only)) continue
  try {
    const page = await story()
    await page.context().close()
  } catch (error) {
    complain(`${name}: ${error.message.split('\n')[0]}`)
  }
}
await browser.close()
fake.kill()
console.log(`${Object.keys(stories).length} stories, ${Object.keys(states).length * Object.keys(variants).length} states, pictures in ${shots}: ${findings === 0 ? 'nothing found' : `${findings} findings`}`)
process.exit(findings === 0 ? 0 : 1)
