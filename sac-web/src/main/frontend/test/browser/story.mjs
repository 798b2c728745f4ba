// The whole story against a running SAC that has no administrator yet: SAC_URL, SAC_SETUP_TOKEN.
// It asks on standard output for what only the one who started SAC can do ("! kill", "! start") and reads a line when it is done.
import { readFileSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { browserPath, launch } from './browser.mjs'

const { SAC_URL: base, SAC_SETUP_TOKEN: token } = process.env
const shots = process.env.SHOTS ?? mkdtempSync(join(tmpdir(), 'sac-story-'))
mkdirSync(shots, { recursive: true })
if (!base || !token || !browserPath()) {
  console.error('Name a running SAC in SAC_URL, its set-up token in SAC_SETUP_TOKEN, and a Chromium in SAC_TEST_CHROMIUM.')
  process.exit(1)
}

const PATIENCE = 60_000
const password = 'correct horse battery staple'
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const begun = Date.now()
// Without WebGL the terminal's text is in the document, where it can be read.
const browser = await launch(['--disable-3d-apis'])
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', reducedMotion: 'reduce', acceptDownloads: true })
const errors = []
let page

async function newPage() {
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of [45]\d\d|net::ERR|WebSocket|WebGL/.test(message.text())) errors.push(message.text())
  })
}

async function step(name, run) {
  await run()
  console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${name}`)
}

/** What only the one who started SAC can do. */
async function ask(what) {
  console.log(`! ${what}`)
  await answers.next()
}

/** Waits until it is so. */
async function until(what, test) {
  const end = Date.now() + PATIENCE
  while (!(await test())) {
    if (Date.now() > end) throw new Error(`never so: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const equal = (what, actual, expected) => {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
}
/** What the terminal shows, with the line breaks that only its width makes taken out. */
const screen = async () => (await page.locator('.xterm-rows > div').allTextContents()).join('\n').replaceAll('\u00a0', ' ')
const shows = (text) => until(`the terminal shows ${text}`, async () => (await screen()).includes(text))
const message = (agent) => page.getByRole('textbox', { name: `Message to ${agent}` })

async function openPanel(name) {
  if ((await page.getByRole('complementary', { name }).count()) === 0) await page.getByRole('button', { name: new RegExp(`^${name}`) }).first().click()
  await page.getByRole('complementary', { name }).waitFor()
}

async function chooseResult(name) {
  await page.getByRole('complementary', { name: 'Output' }).getByRole('button', { name }).first().click()
  await page.getByRole('heading', { name, level: 2 }).waitFor()
}

async function downloaded(name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('article', { name }).getByRole('button', { name: 'Download', exact: true }).click()])
  equal('the name of the download', download.suggestedFilename(), name)
  return readFileSync(await download.path(), 'utf8')
}

/** Creates the agent of the page and gives the stages that were shown, in their order. */
async function createAndWatch() {
  await page.evaluate(() => {
    window.stages = {}
    new MutationObserver(() => {
      for (const item of document.querySelectorAll('.stages li')) {
        const name = item.querySelector('.what > span').textContent
        const states = (window.stages[name] ??= [])
        if (states.at(-1) !== item.className) states.push(item.className)
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  await page.getByRole('button', { name: 'Create and start' }).click()
  await page.locator('.xterm-rows').waitFor()
  const stages = await page.evaluate(() => window.stages)
  for (const name of ['Preparing the workspace', 'Starting the agent']) {
    if (!stages[name]?.some((state) => state === 'running' || state === 'done')) throw new Error(`no stage “${name}”: ${JSON.stringify(stages)}`)
  }
  return Object.entries(stages).map(([name, states]) => `${name} (${states.join(', ')})`).join(' · ')
}

try {
  await newPage()
  await step('the set-up link makes the administrator', async () => {
    await page.goto(`${base}setup?token=${token}`)
    await page.locator('input[name=username]').fill('mei')
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('heading', { name: 'What should your first agent do?' }).waitFor()
  })
  await step('the first agent is Claude Code with the demo', async () => {
    await page.getByRole('radio', { name: 'Claude Code' }).check({ force: true })
    await page.getByRole('radio', { name: 'Demo' }).check({ force: true })
    console.log(`          ${await createAndWatch()}`)
    await shows('Claude Code')
    await page.screenshot({ path: join(shots, 'claude-code.png') })
  })
  await step('a message is delivered and answered', async () => {
    await message('Writer').fill('write a haiku to haiku.md')
    await message('Writer').press('Enter')
    await until('the message has gone', async () => (await message('Writer').inputValue()) === '')
    await shows('write a haiku to haiku.md')
    await shows('I wrote haiku.md')
  })
  let haiku = ''
  await step('its file has a preview and a download', async () => {
    await openPanel('Output')
    await chooseResult(/haiku\.md/)
    haiku = await downloaded('haiku.md')
    const line = haiku.split('\n').map((one) => one.replace(/^#+ |\s+$/g, '')).find((one) => one !== '')
    if (!line) throw new Error(`an empty haiku: ${JSON.stringify(haiku)}`)
    await page.getByRole('article', { name: 'haiku.md' }).getByText(line).first().waitFor()
    await page.screenshot({ path: join(shots, 'output.png') })
  })
  await step('the conversation is in the history', async () => {
    await openPanel('History')
    const history = page.getByRole('complementary', { name: 'History' })
    await history.getByText('write a haiku to haiku.md').waitFor()
    await history.getByText(/Wrote haiku\.md, \d+ lines?/).waitFor()
    await history.getByText('I wrote haiku.md').first().waitFor()
    await page.screenshot({ path: join(shots, 'history.png') })
  })
  await step('after the page was closed everything is where it was', async () => {
    await message('Writer').fill('a thought for later')
    const address = page.url()
    await page.close()
    await newPage()
    await page.goto(base)
    await page.getByRole('heading', { name: 'What should be done?' }).waitFor()
    await page.getByRole('region', { name: 'Recent results' }).getByText('haiku.md').waitFor()
    await page.screenshot({ path: join(shots, 'home.png') })
    await page.getByRole('main').getByRole('link', { name: /Writer/ }).last().click()
    await shows('write a haiku to haiku.md')
    equal('the draft', await message('Writer').inputValue(), 'a thought for later')
    equal('the address', page.url(), address)
    await page.getByRole('complementary', { name: 'History' }).getByText('write a haiku to haiku.md').waitFor()
  })
  await step('a shell agent takes what is typed in its terminal', async () => {
    await page.goto(`${base}agents/new?start=shell`)
    await createAndWatch()
    await shows('workspace')
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.type('echo "made $((6 * 7))" | tee output/answer.txt\n')
    await shows('\nmade 42')
    await openPanel('Output')
    await chooseResult(/answer\.txt/)
    equal('the file', await downloaded('answer.txt'), 'made 42\n')
    await page.screenshot({ path: join(shots, 'shell.png') })
  })
  await step('what is typed while the server is killed and started arrives once', async () => {
    await page.evaluate(() => (window.sameLife = true))
    await page.locator('.xterm-helper-textarea').focus()
    // What comes while bash still edits its command line is kept for its next one, not for the loop.
    await page.keyboard.type('echo be""gin; while read -r line; do echo "$line" >> output/typed.txt; echo "got $line"; done\n')
    await shows('\nbegin')
    const lines = []
    const type = async (count) => {
      for (let one = 0; one < count; one++) {
        const line = `line ${lines.length}`
        lines.push(line)
        await page.keyboard.type(`${line}\n`)
      }
    }
    await type(5)
    await shows(`got ${lines.at(-1)}`)
    await Promise.all([type(20), ask('kill')])
    await page.getByText('Reconnecting… what you type is kept').first().waitFor()
    await page.screenshot({ path: join(shots, 'reconnecting.png') })
    await Promise.all([type(20), ask('start')])
    await until('the pill goes', async () => (await page.locator('.screen .pill').count()) === 0)
    await type(5)
    await shows(`got ${lines.at(-1)}`)
    equal('the page was never loaded again', await page.evaluate(() => window.sameLife), true)
    await page.getByRole('button', { name: 'Back to the files' }).click()
    await chooseResult(/typed\.txt/)
    await until('everything typed has arrived once', async () => (await downloaded('typed.txt')) === `${lines.join('\n')}\n`)
    await until('nothing says any more that there is no connection', async () => (await page.getByText('Reconnecting…').count()) === 0)
    await page.screenshot({ path: join(shots, 'back.png') })
  })
  await step('the other agent was not disturbed', async () => {
    await page.goto(`${base}agents/1`)
    await shows('write a haiku to haiku.md')
    await message('Writer').fill('write a haiku to second.md')
    await message('Writer').press('Enter')
    await shows('I wrote second.md')
  })
  if (errors.length > 0) throw new Error(`the console says: ${errors.join(' | ')}`)
  await browser.close()
  process.exit(0)
} catch (error) {
  await page.screenshot({ path: join(shots, 'failed.png') }).catch(() => undefined)
  console.log(`failed: ${error.message}\n${await screen().catch(() => '')}\npictures in ${shots}`)
  await browser.close()
  process.exit(1)
}
