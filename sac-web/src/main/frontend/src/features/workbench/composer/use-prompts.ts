import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '@/api/client'
import { useEvents } from '@/api/events'
import { storage } from '@/shared/storage'
import type { Prompt, PromptList } from '../types'

/** How long a prompt that arrived stays in view. */
const LINGER = 2500
const REMEMBERED = 50

/** What was sent to a session: what still waits or failed, and what may be recalled. */
export function usePrompts(sessionId: () => string | null, ensureSession: () => Promise<string | null>) {
  const prompts = shallowRef<Prompt[]>([])
  const fading = ref(new Set<string>())
  const dismissed = ref(new Set(storage.get('dismissed-prompts')?.split(' ')))
  const sending = ref(false)
  const failure = ref<unknown>(null)
  let attempt: { content: string; key: string } | null = null

  /** Oldest first, as a person sent them. */
  const open = computed(() =>
    prompts.value
      .filter((one) => !dismissed.value.has(one.id) && (one.state !== 'delivered' || fading.value.has(one.id)))
      .toReversed(),
  )
  const recall = computed(() => [...new Set(prompts.value.map((one) => one.text))])

  function put(prompt: Prompt): void {
    const before = prompts.value.find((one) => one.id === prompt.id)
    if (prompt.state === 'delivered' && before && before.state !== 'delivered') linger(prompt.id)
    prompts.value = [prompt, ...prompts.value.filter((one) => one.id !== prompt.id)]
      .sort((one, other) => other.created_at.localeCompare(one.created_at))
      .slice(0, REMEMBERED)
  }

  function linger(id: string): void {
    fading.value = new Set([...fading.value, id])
    setTimeout(() => {
      fading.value = new Set([...fading.value].filter((one) => one !== id))
    }, LINGER)
  }

  async function load(): Promise<void> {
    const id = sessionId()
    if (id === null) return
    try {
      const list = await api.get<PromptList>(`api/sessions/${id}/prompts`, { limit: REMEMBERED })
      if (id === sessionId()) prompts.value = list.prompts
    } catch {
      // Only what was sent before is not shown; what happens from now on still is.
    }
  }

  /**
   * True when the server has it for good. A retry of the same text with the same files is the same prompt. The files
   * are waited for when the agent is on its way; null means that one of them cannot be there.
   */
  async function send(text: string, filesOf: () => Promise<string[] | null>): Promise<boolean> {
    if (sending.value) return false
    sending.value = true
    failure.value = null
    try {
      const id = await ensureSession()
      if (id === null) return false
      const files = await filesOf()
      if (files === null) return false
      const content = JSON.stringify([text, files])
      attempt = attempt?.content === content ? attempt : { content, key: newKey() }
      put(await api.post<Prompt>(`api/sessions/${id}/prompts`, { text, files, idempotency_key: attempt.key }))
      attempt = null
      return true
    } catch (problem) {
      failure.value = problem
      return false
    } finally {
      sending.value = false
    }
  }

  function dismiss(id: string): void {
    dismissed.value = new Set([...dismissed.value, id].slice(-REMEMBERED))
    storage.set('dismissed-prompts', [...dismissed.value].join(' '))
  }

  useEvents(
    () => ({ type: 'prompt.updated', sessionId: sessionId() ?? '' }),
    (event) => {
      put(event.data as Prompt)
    },
    () => void load(),
  )
  watch(
    sessionId,
    () => {
      prompts.value = []
      failure.value = null
      void load()
    },
    { immediate: true },
  )

  return { open, recall, sending, failure, send, dismiss }
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
