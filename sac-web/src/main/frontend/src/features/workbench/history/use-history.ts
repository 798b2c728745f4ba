import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '@/api/client'
import { useEvents } from '@/api/events'
import type { Entry, EntryList } from '../types'
import { threadOf } from './thread'

const PAGE = 100
/** Found entries shown at once. */
const FOUND = 50

export interface HistoryScope {
  agentId: number
  sessionId?: string
  conversationId?: string
}

/** A stretch of what was said with an agent, growing at both ends as one reads, and at its end as it goes on. */
export function useHistory(scope: () => HistoryScope) {
  const entries = shallowRef<Entry[]>([])
  const loading = ref(true)
  const loaded = ref(false)
  const error = ref<unknown>(null)
  const atStart = ref(false)
  const atEnd = ref(true)
  let older: { cursor: string } | { at: string } | null = null
  let newer: string | null = null
  let round = 0
  let busy = false
  let again = false

  const thread = computed(() => threadOf(entries.value))

  function ask(query: Record<string, string | number | undefined>): Promise<EntryList> {
    const { agentId, sessionId, conversationId } = scope()
    return api.get<EntryList>('api/conversations', { agent_id: agentId, session_id: sessionId, conversation_id: conversationId, limit: PAGE, ...query })
  }

  async function step(work: (own: number) => Promise<void>): Promise<void> {
    const own = round
    busy = true
    loading.value = true
    try {
      await work(own)
      if (own === round) error.value = null
    } catch (problem) {
      if (own === round) error.value = problem
    } finally {
      if (own === round) {
        busy = false
        loading.value = false
      }
    }
    if (own === round && again) {
      again = false
      void follow()
    }
  }

  function begin(): void {
    round++
    busy = false
    again = false
  }

  /** The newest page. */
  async function latest(): Promise<void> {
    begin()
    await step(async (own) => {
      const page = await ask({ direction: 'older' })
      if (own !== round) return
      entries.value = page.conversations
      older = page.next_cursor ? { cursor: page.next_cursor } : null
      newer = page.newer_cursor ?? null
      atStart.value = !page.has_more
      atEnd.value = true
      loaded.value = true
    })
  }

  /** The page that begins at a time. */
  async function jump(at: string): Promise<void> {
    begin()
    await step(async (own) => {
      const page = await ask({ direction: 'newer', at })
      if (own !== round) return
      const [first] = page.conversations
      entries.value = page.conversations
      older = { at: first?.at ?? at }
      newer = page.next_cursor ?? page.newer_cursor ?? null
      atStart.value = false
      atEnd.value = !page.has_more
      loaded.value = true
    })
  }

  async function loadOlder(): Promise<void> {
    const from = older
    if (busy || atStart.value || from === null) return
    await step(async (own) => {
      const page = await ask({ direction: 'older', ...from })
      if (own !== round) return
      const known = new Set(entries.value.map((entry) => entry.entry_id))
      entries.value = [...page.conversations.filter((entry) => !known.has(entry.entry_id)), ...entries.value]
      older = page.next_cursor ? { cursor: page.next_cursor } : null
      atStart.value = !page.has_more
    })
  }

  /** What came after the newest shown: the next page of a stretch in the past, or what was just said. */
  async function follow(): Promise<void> {
    if (busy) {
      again = true
      return
    }
    if (newer === null) return latest()
    await step(async (own) => {
      const page = await ask({ direction: 'newer', cursor: newer ?? undefined })
      if (own !== round) return
      const known = new Set(entries.value.map((entry) => entry.entry_id))
      entries.value = [...entries.value, ...page.conversations.filter((entry) => !known.has(entry.entry_id))]
      newer = page.newer_cursor ?? page.next_cursor ?? newer
      if (page.has_more && atEnd.value) again = true
      else if (!page.has_more) atEnd.value = true
    })
  }

  async function search(words: string, signal: AbortSignal): Promise<Entry[]> {
    const { agentId, sessionId, conversationId } = scope()
    const page = await api.get<EntryList>(
      'api/conversations',
      { agent_id: agentId, session_id: sessionId, conversation_id: conversationId, q: words, limit: FOUND },
      signal,
    )
    return page.conversations.toReversed()
  }

  useEvents(
    () => ({ type: 'conversation.appended', agentId: scope().agentId }),
    (event) => {
      const { sessionId } = scope()
      if (sessionId !== undefined && event.session_id !== undefined && event.session_id !== sessionId) return
      if (atEnd.value) void follow()
    },
    () => {
      if (loaded.value && atEnd.value) void follow()
    },
  )
  watch(
    () => JSON.stringify(scope()),
    () => {
      entries.value = []
      loaded.value = false
    },
  )

  return { entries, thread, loading, loaded, error, atStart, atEnd, latest, jump, loadOlder, follow, search }
}
