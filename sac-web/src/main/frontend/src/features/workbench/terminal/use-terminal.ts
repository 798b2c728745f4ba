import type { Terminal } from '@xterm/xterm'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useTheme } from '@/app/theme'
import { api, isProblem } from '@/api/client'
import { serverUrl, socketUrl } from '@/shared/base'
import { isMac } from '@/app/hotkeys'
import { copyText } from '@/shared/copy-text'
import type { Ticket } from '../types'
import { bufferText } from './buffer-text'
import { tellColourScheme, type ColourScheme } from './colour-scheme'
import { openTerminal, terminalFont, type OpenedTerminal } from './open-terminal'
import { preparePaste, withControl, type Paste } from './paste'
import { guardQueries } from './query-guard'
import { TerminalConnection, TicketRefused, type ConnectionStatus, type StoredInput } from './terminal-connection'
import type { TerminalState } from './terminal-frames'
import { useTerminalSettings } from './terminal-settings'
import { viewerIdentity } from './viewer-identity'

export interface TerminalOptions {
  sessionId: string
  agentId: number
  /** The element the terminal fills. */
  element: Readonly<Ref<HTMLElement | null>>
  /** A plain shell takes a line break in a line differently from an agent's program. */
  plainShell: () => boolean
  label: () => string
  onTitle: (title: string) => void
}

const encoder = new TextEncoder()
/** What a program may put on the clipboard at once. */
const LONGEST_COPY = 1024 * 1024
const FOUND = '#e0b265'

/** One session's terminal on the page: xterm.js, its connection, and what the page shows around them. */
export function useTerminal(options: TerminalOptions) {
  const { terminal: colours, fonts, mode } = useTheme()
  const settings = useTerminalSettings()
  const status = ref<ConnectionStatus>({ phase: 'connecting', lost: false, attempt: 0 })
  const state = shallowRef<TerminalState | null>(null)
  const viewer = ref('')
  const gap = ref(false)
  const unsent = ref('')
  const askPaste = shallowRef<Paste | null>(null)
  const searching = ref(false)
  const found = ref<{ index: number; count: number } | null>(null)
  const controlHeld = ref(false)
  const readerText = ref('')
  const copied = ref(0)
  const own = ref({ columns: 80, rows: 24 })
  let opened: OpenedTerminal | null = null
  let connection: TerminalConnection | null = null
  let scheme: ColourScheme | null = null
  let gone = false
  let readerTimer: ReturnType<typeof setTimeout> | null = null
  let droveAt = 0

  const driving = computed(() => state.value === null || state.value.driver === null || state.value.driver === viewer.value)
  const others = computed(() => (state.value?.viewers ?? []).filter((one) => one.viewer !== viewer.value))
  /** Somebody else's window decides the size, and it is not ours. */
  const foreign = computed(() => {
    const now = state.value
    if (now === null || driving.value || !others.value.some((one) => one.viewer === now.driver)) return null
    if (now.columns === own.value.columns && now.rows === own.value.rows) return null
    return { columns: now.columns, rows: now.rows }
  })

  function type(text: string): void {
    connection?.type(encoder.encode(text))
  }

  /** As if the person had pressed a key, with the Ctrl of the key bar when it is held. */
  function press(data: string): void {
    type(controlHeld.value ? withControl(data) : data)
    controlHeld.value = false
  }

  function fromKeyboard(data: string): void {
    // Going in and out of the window is no typing, so it must not take the size from who drives.
    if (!driving.value && (data === '\x1b[I' || data === '\x1b[O')) return
    press(data)
  }

  function paste(text: string): void {
    if (opened === null || text === '') return
    const prepared = preparePaste(text, opened.terminal.modes.bracketedPasteMode)
    if (prepared.runsLines) askPaste.value = prepared
    else type(prepared.data)
  }

  function answerPaste(yes: boolean): void {
    if (yes && askPaste.value) type(askPaste.value.data)
    askPaste.value = null
    opened?.terminal.focus()
  }

  async function copySelection(): Promise<void> {
    const text = opened?.terminal.getSelection() ?? ''
    if (text !== '' && (await copyText(text))) copied.value++
  }

  /** Only where the person is, and no more than anybody would copy by hand. */
  async function copyForProgram(text: string): Promise<void> {
    if (!driving.value || !document.hasFocus() || text === '' || text.length > LONGEST_COPY) return
    if (await copyText(text)) copied.value++
  }

  function newLine(terminal: Terminal): string {
    if (!options.plainShell()) return '\x1b\r'
    return terminal.buffer.active.type === 'alternate' ? '\r' : '\x16\n'
  }

  function openSearch(): void {
    searching.value = true
  }

  function closeSearch(): void {
    searching.value = false
    found.value = null
    opened?.search.clearDecorations()
    opened?.terminal.focus()
  }

  function find(words: string, back = false): void {
    if (opened === null) return
    if (words === '') {
      opened.search.clearDecorations()
      found.value = null
      return
    }
    const highlight = {
      decorations: {
        matchBackground: colours.value.selectionBackground,
        activeMatchBackground: FOUND,
        matchOverviewRuler: colours.value.cursor,
        activeMatchColorOverviewRuler: FOUND,
      },
    }
    if (back) opened.search.findPrevious(words, highlight)
    else opened.search.findNext(words, { ...highlight, incremental: true })
  }

  /** Only the keys for copy, paste, search and font size are taken from the program; F6 goes to the page. */
  function takeKey(event: KeyboardEvent): boolean {
    if (opened === null) return true
    const mod = isMac ? event.metaKey : event.ctrlKey
    const take = (action?: () => void) => {
      if (event.type === 'keydown' && action) {
        event.preventDefault()
        action()
      }
      return false
    }
    if (event.key === 'F6') return false
    if (event.key === 'Enter' && event.shiftKey && !event.ctrlKey && !event.altKey && !event.isComposing) {
      const { terminal } = opened
      return take(() => {
        type(newLine(terminal))
      })
    }
    if (!mod || event.altKey) return true
    const key = event.key.toLowerCase()
    if (key === 'c' && (event.shiftKey || isMac || opened.terminal.hasSelection())) {
      return take(() => {
        void copySelection()
        if (!event.shiftKey) opened?.terminal.clearSelection()
      })
    }
    // The browser's own paste follows.
    if (key === 'v') return false
    if (key === 'f' && (event.shiftKey || isMac)) return take(openSearch)
    if (key === '+' || key === '=') return take(() => settings.enlarge(1))
    if (key === '-' && !event.shiftKey) return take(() => settings.enlarge(-1))
    if (key === '0') return take(() => settings.resetFontSize())
    return true
  }

  function fit(): void {
    if (opened === null) return
    const size = opened.fit.proposeDimensions()
    if (!size || Number.isNaN(size.cols) || Number.isNaN(size.rows) || size.cols < 2 || size.rows < 1) return
    own.value = { columns: size.cols, rows: size.rows }
    connection?.resize(size.cols, size.rows)
    applySize()
  }

  function applySize(): void {
    if (opened === null) return
    const { columns, rows } = foreign.value ?? own.value
    if (opened.terminal.cols !== columns || opened.terminal.rows !== rows) opened.terminal.resize(columns, rows)
  }

  function drive(): void {
    connection?.drive()
    opened?.terminal.focus()
  }

  function receiveState(now: TerminalState): void {
    state.value = now
    applySize()
    const leaderless = now.driver === null || !now.viewers.some((one) => one.viewer === now.driver)
    const differs = now.columns !== own.value.columns || now.rows !== own.value.rows
    // Nobody who is here decides the size: the window that is looked at does.
    if (leaderless && differs && document.visibilityState === 'visible' && Date.now() - droveAt > 2000) {
      droveAt = Date.now()
      connection?.drive()
    }
  }

  function readSoon(): void {
    if (!settings.reader.value || readerTimer !== null) return
    readerTimer = setTimeout(() => {
      readerTimer = null
      if (opened) readerText.value = bufferText(opened.terminal)
    }, 300)
  }

  async function ticket(signal: AbortSignal): Promise<string> {
    try {
      const answer = await api.post<Ticket>('api/tickets', { purpose: 'terminal', session_id: options.sessionId }, { signal })
      return answer.ticket
    } catch (error) {
      if (isProblem(error)) {
        if (error.status === 404) throw new TicketRefused('gone', { cause: error })
        if (error.status === 410 || error.type === 'session-ended') throw new TicketRefused('ended', { cause: error })
        if (error.status === 403) throw new TicketRefused('forbidden', { cause: error })
        if (error.status === 429) throw new TicketRefused('busy', { cause: error })
      }
      throw error
    }
  }

  async function start(element: HTMLElement): Promise<void> {
    ;[viewer.value] = await Promise.all([viewerIdentity(), terminalFont(fonts.mono)])
    if (gone) return
    opened = openTerminal(
      element,
      { theme: colours.value, fontFamily: fonts.mono, fontSize: settings.fontSize.value, screenReaderMode: settings.reader.value },
      copyForProgram,
    )
    const { terminal, search } = opened
    void opened.settled.then(() => requestAnimationFrame(fit))
    terminal.textarea?.setAttribute('aria-label', options.label())
    terminal.attachCustomKeyEventHandler(takeKey)
    terminal.onData(fromKeyboard)
    terminal.onBinary((data) => {
      connection?.type(Uint8Array.from(data, (character) => character.charCodeAt(0) & 0xff))
    })
    terminal.onTitleChange(options.onTitle)
    terminal.onWriteParsed(readSoon)
    terminal.onSelectionChange(() => {
      if (settings.copyOnSelect.value && terminal.hasSelection()) void copySelection()
    })
    search.onDidChangeResults(({ resultIndex, resultCount }) => {
      found.value = { index: resultIndex, count: resultCount }
    })
    guardQueries(terminal, () => driving.value)
    scheme = tellColourScheme(
      terminal,
      () => mode.value === 'light',
      () => driving.value,
      type,
    )
    const size = opened.fit.proposeDimensions()
    if (size && size.cols >= 2 && size.rows >= 1) own.value = { columns: size.cols, rows: size.rows }
    terminal.resize(own.value.columns, own.value.rows)
    connection = new TerminalConnection({
      url: (token) => socketUrl(`ws/${options.sessionId}`, { token, agent_id: options.agentId }).href,
      ticket,
      viewer: viewer.value,
      columns: own.value.columns,
      rows: own.value.rows,
      restored: takeStored(options.sessionId, viewer.value),
      sink: {
        output: (bytes, done) => {
          terminal.write(bytes, done)
        },
        snapshot: (bytes, done) => {
          terminal.write('\x1bc')
          terminal.write(bytes, done)
        },
        gap: () => (gap.value = true),
        state: receiveState,
        status: (now) => (status.value = now),
        title: options.onTitle,
        unsent: (bytes) => (unsent.value += new TextDecoder().decode(bytes)),
      },
    })
    connection.start()
  }

  function stop(): void {
    gone = true
    if (readerTimer !== null) clearTimeout(readerTimer)
    connection?.close()
    connection = null
    opened?.terminal.dispose()
    opened = null
    scheme = null
  }

  const wake = () => {
    if (document.visibilityState === 'visible') connection?.wake()
  }
  const keep = () => {
    if (connection) keepStored(options.sessionId, viewer.value, connection.store())
  }

  let observer: ResizeObserver | null = null
  let fitFrame = 0
  onMounted(() => {
    const element = options.element.value
    if (!element) return
    void start(element)
    observer = new ResizeObserver(() => {
      cancelAnimationFrame(fitFrame)
      fitFrame = requestAnimationFrame(fit)
    })
    observer.observe(element)
    window.addEventListener('online', wake)
    window.addEventListener('focus', wake)
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('pagehide', keep)
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    cancelAnimationFrame(fitFrame)
    window.removeEventListener('online', wake)
    window.removeEventListener('focus', wake)
    document.removeEventListener('visibilitychange', wake)
    window.removeEventListener('pagehide', keep)
    keep()
    stop()
  })

  watch([mode, driving], () => scheme?.changed())
  watch([colours, searching], ([theme, on]) => {
    // What is found is selected too, and a selection is painted over it.
    if (opened) opened.terminal.options.theme = on ? { ...theme, selectionInactiveBackground: `${FOUND}99` } : theme
  })
  watch(settings.fontSize, (size) => {
    if (!opened) return
    opened.terminal.options.fontSize = size
    fit()
  })
  watch(settings.reader, (on) => {
    if (!opened) return
    opened.terminal.options.screenReaderMode = on
    readerText.value = on ? bufferText(opened.terminal) : ''
    if (!on) requestAnimationFrame(fit)
  })

  return {
    status,
    state,
    viewer,
    others,
    foreign,
    driving,
    gap,
    unsent,
    askPaste,
    searching,
    found,
    controlHeld,
    readerText,
    copied,
    settings,
    focus: () => opened?.terminal.focus(),
    selectedText: () => opened?.terminal.getSelection() ?? '',
    scrollLines: (lines: number) => opened?.terminal.scrollLines(lines),
    rowHeight: () => (opened ? (opened.terminal.element?.clientHeight ?? 0) / opened.terminal.rows || 16 : 16),
    press,
    paste,
    answerPaste,
    copySelection,
    openSearch,
    closeSearch,
    find,
    drive,
    retry: () => connection?.retry(),
    sendUnsent: () => {
      type(unsent.value)
      unsent.value = ''
    },
  }
}

const storedKey = (sessionId: string) => `sac-input:${serverUrl('').pathname}:${sessionId}`

/** What was typed and not yet acknowledged goes over a reload in this tab's own storage. */
function keepStored(sessionId: string, viewer: string, stored: StoredInput | null): void {
  try {
    if (stored === null) sessionStorage.removeItem(storedKey(sessionId))
    else {
      const bytes = Array.from(stored.pending, (byte) => String.fromCharCode(byte)).join('')
      sessionStorage.setItem(storedKey(sessionId), JSON.stringify({ viewer, acknowledged: stored.acknowledged, bytes }))
    }
  } catch {
    // Full or forbidden: then a reload forgets it, and the sidecar's count still prevents doubles.
  }
}

function takeStored(sessionId: string, viewer: string): StoredInput | null {
  try {
    const text = sessionStorage.getItem(storedKey(sessionId))
    sessionStorage.removeItem(storedKey(sessionId))
    if (text === null) return null
    const kept = JSON.parse(text) as { viewer: string; acknowledged: number; bytes: string }
    if (kept.viewer !== viewer) return null
    return { acknowledged: kept.acknowledged, pending: Uint8Array.from(kept.bytes, (character) => character.charCodeAt(0)) }
  } catch {
    return null
  }
}
