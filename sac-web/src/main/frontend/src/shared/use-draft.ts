import { ref, watch, type Ref } from 'vue'
import { useSession } from '@/app/session'
import { storage } from './storage'

export interface Draft {
  text: Ref<string>
  /** After a successful send, and only then. */
  clear: () => void
}

/** Text that survives reload, a failed send and an expired login, until it is cleared. The key may change (another agent). */
export function useDraft(key: () => string): Draft {
  const session = useSession()
  const stored = () => `draft:${session.user?.id ?? 0}:${key()}`
  const text = ref(storage.get(stored()) ?? '')
  let name = stored()
  watch(
    text,
    (now) => {
      storage.set(name, now === '' ? null : now)
    },
    { flush: 'sync' },
  )
  watch(
    stored,
    (now) => {
      name = now
      text.value = storage.get(now) ?? ''
    },
    { flush: 'sync' },
  )
  return {
    text,
    clear: () => {
      text.value = ''
    },
  }
}
