import { describe, expect, it } from 'vitest'
import { preparePaste, withControl } from './paste'

describe('preparePaste', () => {
  it('should hand several lines over without running them', () => {
    expect(preparePaste('one\ntwo\r\n', true)).toEqual({ data: '\x1b[200~one\rtwo\r\x1b[201~', lines: 3, runsLines: false })
  })

  it('should not let the text end the paste itself', () => {
    expect(preparePaste('a\x1b[201~rm -rf /\n', true).data).toBe('\x1b[200~a[201~rm -rf /\r\x1b[201~')
    expect(preparePaste('a\u009b201~b', true).data).toBe('\x1b[200~a201~b\x1b[201~')
  })

  it('should drop the last line break for a program that does not know pasting', () => {
    expect(preparePaste('ls\n', false)).toEqual({ data: 'ls', lines: 1, runsLines: false })
    expect(preparePaste('ls\npwd\n', false)).toEqual({ data: 'ls\rpwd', lines: 2, runsLines: true })
  })

  it('should keep tabs and any script', () => {
    expect(preparePaste('a\tb 你好', false).data).toBe('a\tb 你好')
  })
})

describe('withControl', () => {
  it.each([
    ['c', '\x03'],
    ['C', '\x03'],
    ['[', '\x1b'],
    [' ', '\x00'],
    ['?', '\x7f'],
    ['1', '1'],
    ['\x1b[A', '\x1b[A'],
  ])('of %j should be %j', (key, code) => {
    expect(withControl(key)).toBe(code)
  })
})
