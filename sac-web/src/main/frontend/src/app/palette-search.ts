import type { Command } from './commands'

function score(text: string, words: string[]): number {
  let total = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    total += at === 0 ? 3 : /[\s“(/-]/.test(text[at - 1] ?? '') ? 2 : 1
  }
  return total
}

/** Commands that hold every word typed, those that begin with one first; all of them when nothing is typed. */
export function searchCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...commands]
  return commands
    .map((command) => ({
      command,
      score: score(command.label.toLowerCase(), words) * 2 || score(`${command.label} ${command.keywords ?? ''} ${command.group}`.toLowerCase(), words),
    }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((entry) => entry.command)
}
