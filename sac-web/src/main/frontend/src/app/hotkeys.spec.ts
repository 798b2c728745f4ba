import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { enableHotkeys, handleKey, useHotkeys } from './hotkeys'

const go = vi.fn()
const palette = vi.fn()
const dock = vi.fn()
let scope: EffectScope

function press(key: string, target: Element = document.body, over: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over })
  Object.defineProperty(event, 'target', { value: target })
  handleKey(event)
  return event
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now() + 10_000 })
  go.mockClear()
  palette.mockClear()
  dock.mockClear()
  scope = effectScope()
  scope.run(() => {
    useHotkeys(() => [
      { keys: 'G H', label: '', group: '', run: go },
      { keys: 'Mod+K', label: '', group: '', inFields: true, run: palette },
      { keys: 'F6', label: '', group: '', inFields: true, inTerminal: true, run: dock },
    ])
  })
})
afterEach(() => {
  scope.stop()
  enableHotkeys(true)
  vi.useRealTimers()
})

describe('handleKey', () => {
  it('runs letters pressed one after the other', () => {
    press('g')
    press('h')
    expect(go).toHaveBeenCalledOnce()
  })

  it('forgets the first letter after a second', () => {
    press('g')
    vi.advanceTimersByTime(1500)
    press('h')
    expect(go).not.toHaveBeenCalled()
  })

  it('leaves letters to fields and chords to nobody', () => {
    const field = document.createElement('input')
    press('g', field)
    press('h', field)
    press('k', field, { ctrlKey: true })
    expect(go).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledOnce()
  })

  it('takes from the terminal only what asks for it', () => {
    const terminal = document.createElement('textarea')
    const box = document.createElement('div')
    box.dataset.terminal = ''
    box.append(terminal)
    expect(press('k', terminal, { ctrlKey: true }).defaultPrevented).toBe(false)
    expect(press('F6', terminal).defaultPrevented).toBe(true)
    expect(dock).toHaveBeenCalledOnce()
  })

  it('has no letters when they are turned off', () => {
    enableHotkeys(false)
    press('g')
    press('h')
    press('k', document.body, { ctrlKey: true })
    expect(go).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledOnce()
  })
})
