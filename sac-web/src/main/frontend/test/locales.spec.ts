import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: string | Tree }
const files = import.meta.glob<Tree>('../src/{app,shared,features/*}/locales/*.json', { eager: true, import: 'default' })

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

describe('messages', () => {
  it.each(english)('%s has the same keys and placeholders in Chinese', (path) => {
    const en = files[path] ?? {}
    const zh = files[path.replace('/en.json', '/zh-CN.json')] ?? {}
    expect(keys(zh)).toEqual(keys(en))
    expect(placeholders(zh)).toEqual(placeholders(en))
  })
})
