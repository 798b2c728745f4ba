import { Code, PenLine, SquareTerminal } from '@lucide/vue'
import type { Component } from 'vue'

/** What a first agent may be; words are under `agents.start.<id>`. */
export interface StartingPoint {
  id: 'write' | 'code' | 'shell'
  icon: string
  picture: Component
  harness: string
}

export const startingPoints: StartingPoint[] = [
  { id: 'write', icon: 'pen-line', picture: PenLine, harness: 'claude-code' },
  { id: 'code', icon: 'code', picture: Code, harness: 'claude-code' },
  { id: 'shell', icon: 'terminal', picture: SquareTerminal, harness: 'shell' },
]
