import { onScopeDispose, shallowReactive } from 'vue'
import { storage } from '@/shared/storage'

/** A key of the list that `?` shows. */
export interface Hotkey {
  /** One chord such as `Mod+K`, or letters in order such as `G H`. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys: string
  /** What it does, for the list. */
  label: string
  /** The heading it stands under. */
  group: string
  run: () => void
  /** Also while a field has the focus (chords and function keys only). */
  inFields?: boolean
  /** Also while the terminal has the focus. */
  inTerminal?: boolean
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

const sources = shallowReactive(new Set<() => Hotkey[]>())
let sequence = ''
let sequenceAt = 0
let enabled = storage.get('hotkeys') !== 'off'

export function hotkeysEnabled(): boolean {
  return enabled
}

/** Single letters can be turned off (WCAG 2.1.4); chords stay. */
export function enableHotkeys(on: boolean): void {
  enabled = on
  storage.set('hotkeys', on ? null : 'off')
}

/** Binds keys while the calling component lives, and lists them under `?`. */
export function useHotkeys(source: () => Hotkey[]): void {
  sources.add(source)
  onScopeDispose(() => sources.delete(source))
}

export function allHotkeys(): Hotkey[] {
  return [...sources].flatMap((source) => source())
}

function chordOf(event: KeyboardEvent): string {
  const parts = []
  if (isMac ? event.metaKey : event.ctrlKey) parts.push('Mod')
  if (isMac && event.ctrlKey) parts.push('Ctrl')
  if (event.altKey) parts.push('Alt')
  if (event.shiftKey && event.key.length > 1) parts.push('Shift')
  parts.push(event.key.length === 1 ? event.key.toUpperCase() : event.key)
  return parts.join('+')
}

/** The terminal marks its element so; only what asks for it is taken from there. */
const TERMINAL = '[data-terminal]'

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const target = event.target instanceof Element ? event.target : null
  const inTerminal = target?.closest(TERMINAL) != null
  const inField = !inTerminal && target?.closest('input, textarea, select, [contenteditable="true"]') != null
  const chord = chordOf(event)
  const plain = !chord.includes('+') && event.key.length === 1
  if (plain && (!enabled || inField || inTerminal)) return
  if (plain) {
    sequence = Date.now() - sequenceAt < 1000 && sequence !== '' ? `${sequence} ${chord}` : chord
    sequenceAt = Date.now()
  }
  const match = allHotkeys().find((hotkey) => {
    if (inTerminal && !hotkey.inTerminal) return false
    if (inField && !hotkey.inFields) return false
    return hotkey.keys === chord || (plain && hotkey.keys === sequence)
  })
  if (!match) return
  event.preventDefault()
  sequence = ''
  match.run()
}

/** `Mod+K` as this machine's keyboard names it. */
export function keyCaps(keys: string): string[] {
  return keys.split(/[+ ]/).map((key) => (key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key))
}
