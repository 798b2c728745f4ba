import { describe, expect, it } from 'vitest'
import { fileSize, relativeTime, waitFor } from './time'

const now = Date.parse('2026-11-21T12:00:00Z')

describe('relativeTime', () => {
  it.each([
    ['2026-11-21T11:59:40Z', 'now', '现在'],
    ['2026-11-21T11:55:00Z', '5 minutes ago', '5分钟前'],
    ['2026-11-21T09:59:00Z', '2 hours ago', '2小时前'],
    ['2026-11-20T11:00:00Z', 'yesterday', '昨天'],
  ])('%s is "%s"', (at, english, chinese) => {
    expect(relativeTime(at, now, 'en')).toBe(english)
    expect(relativeTime(at, now, 'zh-CN')).toBe(chinese)
  })
})

describe('waitFor', () => {
  it.each([
    [897, 'in 15 minutes', '15分钟后'],
    [42, 'in 42 seconds', '42秒钟后'],
    [0, null, null],
  ])('%s seconds are "%s"', (seconds, english, chinese) => {
    expect(waitFor(now + seconds * 1000, now, 'en')).toBe(english)
    expect(waitFor(now + seconds * 1000, now, 'zh-CN')).toBe(chinese)
  })
})

describe('fileSize', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [4200, '4.2 kB'],
    [1_840_000, '1.8 MB'],
    [512_000_000, '512 MB'],
  ])('%d bytes are "%s"', (bytes, text) => {
    expect(fileSize(bytes, 'en')).toBe(text)
  })
})
