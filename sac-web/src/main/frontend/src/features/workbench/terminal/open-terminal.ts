import { ClipboardAddon } from '@xterm/addon-clipboard'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal, type ITerminalAddon, type ITerminalOptions } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'

export interface OpenedTerminal {
  terminal: Terminal
  fit: FitAddon
  search: SearchAddon
  /** The renderer is settled; its cells may have another size from then on. */
  settled: Promise<void>
}

/** Lines kept above the screen; more would let a tab grow without end. */
const SCROLLBACK = 10_000

/** How long a terminal waits for its font; the files are small and kept by the browser. */
const FONT_MILLIS = 1_500

function openLink(_event: MouseEvent, address: string): void {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return
  }
  if (['http:', 'https:', 'mailto:'].includes(url.protocol)) window.open(url, '_blank', 'noopener,noreferrer')
}

/** An xterm.js with all that SAC's terminals can do, shown in `element`. */
export function openTerminal(element: HTMLElement, options: ITerminalOptions, copy: (text: string) => Promise<void>): OpenedTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    lineHeight: 1.15,
    linkHandler: { activate: openLink },
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    rightClickSelectsWord: false,
    scrollback: SCROLLBACK,
    ...options,
  })
  const fit = new FitAddon()
  const search = new SearchAddon({ highlightLimit: 1000 })
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.loadAddon(new WebLinksAddon(openLink))
  terminal.loadAddon(new RedrawWithFonts())
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  // A program may put something on the clipboard (OSC 52), never read it.
  terminal.loadAddon(
    new ClipboardAddon(undefined, {
      readText: () => '',
      writeText: (_selection, text) => copy(text),
    }),
  )
  terminal.open(element)
  return { terminal, fit, search, settled: drawFast(terminal) }
}

/** Loads the font whose cells the terminal measures when it opens; a font that does not come is done without. */
export async function terminalFont(family: string): Promise<void> {
  if (!('fonts' in document)) return
  const loads = ['', 'bold '].map((weight) => document.fonts.load(`${weight}13px ${family}`))
  const patience = new Promise((resolve) => setTimeout(resolve, FONT_MILLIS))
  await Promise.race([Promise.allSettled(loads), patience])
}

/** Fonts of rare signs come when one is first drawn, and what was drawn without stays cached otherwise. */
class RedrawWithFonts implements ITerminalAddon {
  private terminal?: Terminal
  private readonly redraw = () => {
    this.terminal?.clearTextureAtlas()
    this.terminal?.refresh(0, this.terminal.rows - 1)
  }

  activate(terminal: Terminal): void {
    this.terminal = terminal
    if ('fonts' in document) document.fonts.addEventListener('loadingdone', this.redraw)
  }

  dispose(): void {
    if ('fonts' in document) document.fonts.removeEventListener('loadingdone', this.redraw)
  }
}

async function drawFast(terminal: Terminal): Promise<void> {
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    const webgl = new WebglAddon()
    // The browser takes the context away under memory pressure; the plain renderer then goes on.
    webgl.onContextLoss(() => {
      webgl.dispose()
    })
    terminal.loadAddon(webgl)
  } catch {
    // No WebGL here: the plain renderer is already at work.
  }
}
