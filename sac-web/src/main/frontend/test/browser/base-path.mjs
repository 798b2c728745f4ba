// SAC under a path of a host, behind a proxy that takes the path away (a running SAC in SAC_UPSTREAM, started with
// SAC_PUBLIC_URL; its set-up token in SAC_SETUP_TOKEN): nothing may be asked for outside the path.
import assert from 'node:assert/strict'
import { createServer, request as ask } from 'node:http'
import { connect } from 'node:net'
import { browserPath, launch, watchPage } from './browser.mjs'

const { SAC_PUBLIC_URL, SAC_UPSTREAM, SAC_SETUP_TOKEN: token } = process.env
if (!SAC_PUBLIC_URL || !SAC_UPSTREAM || !token || !browserPath()) {
  console.error('Name the public address in SAC_PUBLIC_URL, the server in SAC_UPSTREAM, its set-up token in SAC_SETUP_TOKEN, and a Chromium in SAC_TEST_CHROMIUM.')
  process.exit(1)
}
const shown = new URL(SAC_PUBLIC_URL)
const upstream = new URL(SAC_UPSTREAM)
const strayed = []

function within(request) {
  if (request.url.startsWith(shown.pathname)) return request.url.slice(shown.pathname.length - 1)
  strayed.push(`${request.method} ${request.url}`)
  return null
}

const proxy = createServer((request, response) => {
  const path = within(request)
  if (path === null) return void response.writeHead(404).end()
  const onward = ask({ host: upstream.hostname, port: upstream.port, method: request.method, path, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
})
proxy.on('upgrade', (request, socket, head) => {
  const path = within(request)
  if (path === null) return void socket.destroy()
  const onward = connect(Number(upstream.port), upstream.hostname, () => {
    const headers = request.rawHeaders.reduce((text, part, index) => text + part + (index % 2 === 0 ? ': ' : '\r\n'), '')
    onward.write(`${request.method} ${path} HTTP/1.1\r\n${headers}\r\n`)
    onward.write(head)
    socket.pipe(onward).pipe(socket)
  })
  for (const one of [socket, onward]) one.on('error', () => [socket, onward].forEach((end) => end.destroy()))
})
await new Promise((resolve) => proxy.listen(Number(shown.port), shown.hostname, resolve))

// Without WebGL the terminal's text is in the document, where it can be read.
const browser = await launch(['--disable-3d-apis'])
const complaints = []
let failure
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  watchPage(page, (what) => complaints.push(what), /WebGL/)

  await page.goto(`${shown}setup?token=${token}`)
  await page.locator('input[name=username]').fill('mei')
  await page.locator('input[name=password]').fill('correct horse battery staple')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/sac/agents/new?first*')
  await page.locator('label', { hasText: 'Plain terminal' }).click()
  await page.getByRole('button', { name: 'Create and start' }).click()
  await page.locator('.xterm-rows').waitFor()
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('echo $((6 * 7))\n')
  await page.locator('.xterm-rows', { hasText: '42' }).waitFor()

  const cookies = await context.cookies()
  assert.deepEqual(cookies.map(({ path }) => path), [`${shown.pathname}api/auth`])

  // A deep link, after a reload and in a window of its own.
  await page.reload()
  await page.locator('.xterm-rows', { hasText: '42' }).waitFor()
  const second = await context.newPage()
  watchPage(second, (what) => complaints.push(what), /WebGL/)
  await second.goto(`${shown}admin/settings`)
  await second.getByText('Who can get an account').first().waitFor()
  await second.goto(`${shown}no/such/page`)
  await second.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await second.getByRole('link', { name: 'Go home' }).click()
  await second.waitForURL(shown.href)
  await second.keyboard.press('Control+k')
  await second.keyboard.type('log out')
  await second.keyboard.press('Enter')
  await second.waitForURL('**/sac/login**')
  await page.waitForURL('**/sac/login?to=**')

  assert.deepEqual(strayed, [])
  assert.deepEqual(complaints, [])
  console.log('Everything stayed under the path.')
} catch (error) {
  failure = error
  console.error(error.message, strayed, complaints)
}
await browser.close()
proxy.closeAllConnections()
proxy.close()
process.exit(failure ? 1 : 0)
