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
