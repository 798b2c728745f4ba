import { onScopeDispose, shallowRef } from 'vue'

const OFFERED = 7000

interface Pending {
  label: string
  commit: () => unknown
  revert: () => void
}

/** Something already looks done and can still be taken back; it is really done when the offer ends. */
export function useUndo() {
  const pending = shallowRef<Pending | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    clearTimeout(timer)
    const now = pending.value
    pending.value = null
    void now?.commit()
  }

  function offer(label: string, commit: () => unknown, revert: () => void): void {
    settle()
    pending.value = { label, commit, revert }
    timer = setTimeout(settle, OFFERED)
  }

  function undo(): void {
    clearTimeout(timer)
    pending.value?.revert()
    pending.value = null
  }

  onScopeDispose(settle)
  return { pending, offer, undo, settle }
}
