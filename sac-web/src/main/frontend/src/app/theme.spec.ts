import { describe, expect, it } from 'vitest'
import { terminalThemes, tokens, type Tokens } from './theme'

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('%s theme', (mode) => {
  const t = tokens[mode]
  const surfaces = ['page', 'rail', 'raised', 'sunken', 'hover', 'selected'] as const
  const texts: [keyof Tokens, readonly (keyof Tokens)[]][] = [
    ['text', [...surfaces, 'accentSoft', 'waitSoft', 'badSoft']],
    ['text2', [...surfaces, 'accentSoft', 'waitSoft', 'badSoft']],
    ['text3', ['page', 'rail', 'raised', 'sunken']],
    ['accentText', ['page', 'rail', 'raised', 'sunken', 'hover', 'accentSoft']],
    ['onAccent', ['accent', 'accentHover', 'accentPressed']],
    ['ok', ['page', 'rail', 'raised']],
    ['wait', ['page', 'rail', 'raised', 'waitSoft']],
    ['bad', ['page', 'rail', 'raised', 'badSoft']],
  ]

  it.each(texts.flatMap(([text, behind]) => behind.map((surface) => [text, surface] as const)))('%s is readable on %s', (text, surface) => {
    expect(contrast(t[text], t[surface])).toBeGreaterThanOrEqual(4.5)
  })

  it('shows the edges of controls', () => {
    for (const surface of ['page', 'rail', 'raised'] as const) expect(contrast(t.control, t[surface])).toBeGreaterThanOrEqual(3)
  })

  it('has readable terminal colours', () => {
    const { background, black, brightBlack, ...colors } = terminalThemes[mode]
    for (const [name, color] of Object.entries(colors)) {
      if (!/cursor|selection/.test(name)) expect(contrast(color, background), name).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(brightBlack, background)).toBeGreaterThanOrEqual(4.5)
    expect(black).toMatch(/^#/)
  })
})
