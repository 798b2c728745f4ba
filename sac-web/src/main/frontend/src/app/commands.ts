import { computed, onScopeDispose, shallowReactive, type Component } from 'vue'

/** One thing the palette (Ctrl/⌘ K) can do or open. */
export interface Command {
  id: string
  /** Whole words, in the person's language. */
  label: string
  /** What else one may type to find it. */
  keywords?: string
  /** Its heading in the palette. */
  group: string
  icon?: Component
  /** How the keyboard reaches it directly, as shown: "G A". */
  keys?: string
  run: () => unknown
}

const sources = shallowReactive(new Set<() => Command[]>())

/** Adds commands to the palette while the calling component lives; the source is read anew each time. */
export function useCommands(source: () => Command[]): void {
  sources.add(source)
  onScopeDispose(() => sources.delete(source))
}

export const commands = computed(() => [...sources].flatMap((source) => source()))
