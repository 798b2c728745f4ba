import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: string | Tree }
const files = import.meta.glob<Tree>('../src/{app,shared,features/*}/locales/*.json', { eager: true, import: 'default' })
const sources = import.meta.glob<string>('../src/**/*.{vue,ts}', { eager: true, import: 'default', query: '?raw' })

function keys(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [prefix + key] : keys(value, `${prefix}${key}.`))).sort()
}

function placeholders(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [...new Set([...value.matchAll(/\{(\w+)\}/g)].map((match) => `${prefix}${key} {${match[1] ?? ''}}`))]
      : placeholders(value, `${prefix}${key}.`),
  ).sort()
}

const english = Object.keys(files).filter((path) => path.endsWith('/en.json'))
const known = english.flatMap((path) => keys(files[path] ?? {}, `${path.split('/').at(-3) ?? ''}.`))
const folders = new Set(known.map((key) => key.split('.')[0]))

/** Keys written out, and the beginnings of those that are put together, each with where it stands. */
const written = new Map<string, string>()
const begun = new Map<string, string>()
for (const [path, source] of Object.entries(sources)) {
  if (/\.spec\.ts$|schema\.d\.ts$/.test(path)) continue
  for (const [, key = ''] of source.matchAll(/['`]([a-zA-Z]+(?:\.[\w-]+)+)['`]/g)) if (folders.has(key.split('.')[0])) written.set(key, path)
  for (const [, start = ''] of source.matchAll(/`([a-zA-Z]+\.(?:[\w-]+\.)*[\w-]*)\$\{/g)) if (folders.has(start.split('.')[0])) begun.set(start, path)
}

describe('messages', () => {
  it.each(english)('%s has the same keys and placeholders in Chinese', (path) => {
    const en = files[path] ?? {}
    const zh = files[path.replace('/en.json', '/zh-CN.json')] ?? {}
    expect(keys(zh)).toEqual(keys(en))
    expect(placeholders(zh)).toEqual(placeholders(en))
  })

  it('exist for every key that is used', () => {
    const missing = [...written].filter(([key]) => !known.some((one) => one === key || one.startsWith(`${key}.`)))
    const empty = [...begun].filter(([start]) => !known.some((one) => one.startsWith(start)))
    expect([...missing, ...empty]).toEqual([])
  })

  it('are all used', () => {
    const unused = known.filter((key) => !written.has(key) && ![...begun.keys()].some((start) => key.startsWith(start)))
    expect(unused).toEqual([])
  })
})
