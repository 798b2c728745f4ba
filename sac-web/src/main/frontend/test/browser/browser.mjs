import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Debian's Chromium or what SAC_TEST_CHROMIUM names; null where there is none. */
export function browserPath() {
  return [process.env.SAC_TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path)) ?? null
}

export function launch(more = []) {
  return chromium.launch({
    executablePath: browserPath(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more],
  })
}

/** An answer of the API that is no success, or none at all, is what a test asked for; the browser reports it all the same. */
function isAsked(message) {
  return /^Failed to load resource/.test(message.text()) && /\/(api|health)(\/|$|\?)/.test(message.location().url)
}

/** Complains of every error, broken policy and request to somewhere else; `expected` are errors that a state is about. */
export function watchPage(page, complain, expected = /^$/) {
  page.on('pageerror', (error) => complain(`error ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !isAsked(message) && !expected.test(text)) complain(text)
    if (message.type() === 'warning' && /intlify|Vue/.test(text)) complain(text)
  })
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (!/^(data|blob):$/.test(protocol) && hostname !== '127.0.0.1') complain(`asks ${request.url()}`)
  })
}

/** Until nothing has changed in the page for a moment, and its fonts are there. */
export async function settle(page) {
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => {
      const finish = () => {
        observer.disconnect()
        resolve()
      }
      let quiet = setTimeout(finish, 200)
      const observer = new MutationObserver(() => {
        clearTimeout(quiet)
        quiet = setTimeout(finish, 200)
      })
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      setTimeout(finish, 3000)
    })
  })
}
