import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { storage } from '@/shared/storage'

export const panels = ['output', 'history'] as const
export type Panel = (typeof panels)[number]

const NARROWEST = 280
const NORMAL = 400

/** The dock at the right: which panel it shows stands in the address, how wide it is on this browser. */
export function useDock(narrow: Readonly<Ref<boolean>>) {
  const route = useRoute()
  const router = useRouter()
  const width = ref(Number(storage.get('dock-width')) || NORMAL)

  const panel: ComputedRef<Panel | null> = computed(() => panels.find((one) => one === route.query.panel) ?? null)
  const file = computed(() => (typeof route.query.file === 'string' && route.query.file !== '' ? route.query.file : null))
  const full = computed(() => route.query.full === '1' && file.value !== null)

  /** Without one in the address the panel is the one that was open last; on a phone it is none. */
  function settle(): Record<string, string> {
    const last = storage.get('dock')
    if (narrow.value || route.query.panel !== undefined || last === 'closed') return {}
    return { panel: panels.find((one) => one === last) ?? 'output' }
  }

  function show(next: Panel | null): void {
    if (!narrow.value) storage.set('dock', next ?? 'closed')
    const rest = { ...route.query, panel: next ?? undefined, full: undefined }
    if (next !== 'output') Object.assign(rest, { file: undefined })
    if (next !== 'history') Object.assign(rest, { message: undefined, at: undefined, q: undefined, scope: undefined })
    void router.push({ query: rest })
  }

  function step(by: number): void {
    const at = panel.value === null ? (by > 0 ? -1 : panels.length) : panels.indexOf(panel.value)
    show(panels[(at + by + panels.length) % panels.length] ?? null)
  }

  function choose(path: string | null): void {
    void router.push({ query: { ...route.query, panel: 'output', file: path ?? undefined, full: path === null ? undefined : route.query.full } })
  }

  function widen(on: boolean): void {
    void router.replace({ query: { ...route.query, full: on ? '1' : undefined } })
  }

  function resizeTo(next: number): void {
    const widest = Math.max(NARROWEST, window.innerWidth - 480)
    width.value = Math.round(Math.min(widest, Math.max(NARROWEST, next)))
  }

  function keepWidth(): void {
    storage.set('dock-width', width.value === NORMAL ? null : String(width.value))
  }

  let stopDragging: (() => void) | null = null
  function drag(event: PointerEvent): void {
    event.preventDefault()
    const from = event.clientX
    const before = width.value
    const move = (now: PointerEvent) => {
      resizeTo(before + from - now.clientX)
    }
    const end = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      document.documentElement.style.removeProperty('cursor')
      stopDragging = null
      keepWidth()
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    document.documentElement.style.cursor = 'col-resize'
    stopDragging = end
  }
  onScopeDispose(() => stopDragging?.())

  function resizeByKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: 24, ArrowRight: -24 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    resizeTo(width.value + by)
    keepWidth()
  }

  return { panel, file, full, width, narrowest: NARROWEST, settle, show, step, choose, widen, drag, resizeByKey }
}
