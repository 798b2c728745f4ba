import { Terminal } from '@xterm/xterm'
import { expect, test } from 'vitest'
import { tellColourScheme } from './colour-scheme'

function start() {
  const page = { light: true, drives: true, sent: [] as string[] }
  const terminal = new Terminal({ allowProposedApi: true })
  const scheme = tellColourScheme(
    terminal,
    () => page.light,
    () => page.drives,
    (answer) => page.sent.push(answer),
  )
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve))
  return { page, scheme, write }
}

test('a program that asks for news is told at once and at every change', async () => {
  const { page, scheme, write } = start()
  await write('\x1b[?2004h\x1b[?2031h')
  expect(page.sent).toEqual(['\x1b[?997;2n'])
  scheme.changed()
  expect(page.sent).toHaveLength(1)
  page.light = false
  scheme.changed()
  expect(page.sent.at(-1)).toBe('\x1b[?997;1n')
  await write('\x1b[?2031l')
  page.light = true
  scheme.changed()
  expect(page.sent).toHaveLength(2)
})

test('a program that does not ask is told nothing', async () => {
  const { page, scheme, write } = start()
  await write('\x1b[?1004h')
  scheme.changed()
  expect(page.sent).toEqual([])
})

test('who looks on says nothing until they drive', async () => {
  const { page, scheme, write } = start()
  page.drives = false
  await write('\x1b[?2031h\x1b[?996n')
  expect(page.sent).toEqual([])
  page.drives = true
  scheme.changed()
  expect(page.sent).toEqual(['\x1b[?997;2n'])
})

test('a question for the state is answered each time', async () => {
  const { page, write } = start()
  page.light = false
  await write('\x1b[?996n\x1b[?996n')
  expect(page.sent).toEqual(['\x1b[?997;1n', '\x1b[?997;1n'])
})
