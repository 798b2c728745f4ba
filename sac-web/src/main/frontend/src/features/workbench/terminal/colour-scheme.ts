import type { Terminal } from '@xterm/xterm'

/** The private mode in which a program is told when the colours turn light or dark. */
const TOLD = 2031
const ASK = 996

export interface ColourScheme {
  /** The colours, or who drives, may have changed. */
  changed: () => void
}

/**
 * Tells a program that wants to know whether its terminal is light or dark: when it asks for news or for the state, and
 * when either changes. Only who drives tells, as with every answer of a terminal; and nobody is told twice.
 */
export function tellColourScheme(terminal: Terminal, light: () => boolean, mayTell: () => boolean, send: (answer: string) => void): ColourScheme {
  let wanted = false
  let told: boolean | null = null

  function tell(): void {
    told = light()
    send(`\x1b[?997;${told ? 2 : 1}n`)
  }
  function changed(): void {
    if (wanted && mayTell() && told !== light()) tell()
  }
  const names = (parameters: (number | number[])[], one: number) => parameters.flat().includes(one)

  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (parameters) => {
    if (names(parameters, TOLD)) {
      wanted = true
      told = null
      // After what is being read: a program that was started anew further on in it has its own wish.
      queueMicrotask(changed)
    }
    return false
  })
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (parameters) => {
    if (names(parameters, TOLD)) wanted = false
    return false
  })
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'n' }, (parameters) => {
    if (!names(parameters, ASK) || !mayTell()) return false
    tell()
    return true
  })
  return { changed }
}
