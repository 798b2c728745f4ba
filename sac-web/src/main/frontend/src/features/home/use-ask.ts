import { ref } from 'vue'
import { api } from '@/api/client'
import type { OpenedSession } from '@/api/types'

/** Gives an agent something to do: its live session, or one that starts, gets the prompt exactly once. */
export function useAsk() {
  const sending = ref(false)
  const failure = ref<unknown>()
  let attempt: { agentId: number; text: string; key: string } | undefined

  async function ask(agentId: number, text: string): Promise<OpenedSession | undefined> {
    // The same words tried again are the same prompt, so a lost answer does not send them twice.
    if (attempt?.agentId !== agentId || attempt.text !== text) attempt = { agentId, text, key: newKey() }
    sending.value = true
    failure.value = undefined
    try {
      const session = await api.post<OpenedSession>('api/sessions', { agent_id: agentId })
      await api.post(`api/sessions/${session.session_id}/prompts`, { text, idempotency_key: attempt.key })
      attempt = undefined
      return session
    } catch (error) {
      failure.value = error
      return undefined
    } finally {
      sending.value = false
    }
  }

  return { ask, sending, failure }
}

/** `crypto.randomUUID` is there on HTTPS and loopback only. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
