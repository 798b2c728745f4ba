import { computed, ref, shallowRef, watch } from 'vue'
import { api, isProblem } from '@/api/client'
import { useEvents } from '@/api/events'
import { useAgents } from '@/features/agents/store'
import type { OpenedSession, Session } from './types'

export type WorkbenchView = 'loading' | 'failed' | 'gone' | 'starting' | 'terminal' | 'stopping' | 'asleep' | 'broken' | 'ended'

/** An agent with its sessions as they are now, and what can be done with them. */
export function useWorkbench(agentId: () => number, sessionId: () => string | null) {
  const agents = useAgents()
  const ended = ref(new Set<string>())
  const closing = ref(new Set<string>())
  const opened = shallowRef<Session | null>(null)
  /** What could not be done, and how to try it again; what that opens is given. */
  const failure = shallowRef<{ error: unknown; again: () => Promise<string | null> } | null>(null)

  const agent = computed(() => agents.byId(agentId()) ?? null)
  /** Oldest first, so that a tab stays where it is. */
  const sessions = computed(() =>
    withOpened(agents.sessionsOf(agentId()), opened.value, agentId())
      .filter((one) => !ended.value.has(one.session_id) && !closing.value.has(one.session_id))
      .sort((one, other) => one.created_at.localeCompare(other.created_at)),
  )
  const session = computed(() => sessions.value.find((one) => one.session_id === sessionId()) ?? null)

  const view = computed<WorkbenchView>(() => {
    const now = agent.value
    if (now === null) return agents.loaded ? 'gone' : agents.error ? 'failed' : 'loading'
    const id = sessionId()
    if (id !== null && ended.value.has(id)) return 'ended'
    switch (now.status) {
      case 'failed':
      case 'starting':
        return 'starting'
      case 'stopping':
        return 'stopping'
      case 'stopped':
        return session.value?.status === 'starting' ? 'starting' : 'asleep'
      case 'ready':
        break
    }
    switch (session.value?.status) {
      case 'ready':
        return 'terminal'
      case 'failed':
        return 'broken'
      case undefined:
        return 'loading'
      default:
        return 'starting'
    }
  })

  /** A session in the address that is not among the living has ended, or never was ours. */
  async function check(): Promise<void> {
    const id = sessionId()
    if (id === null || !agents.loaded || session.value !== null || ended.value.has(id)) return
    try {
      const found = await api.get<Session>(`api/sessions/${id}`)
      if (found.status === 'ended' || found.agent_id !== agentId()) markEnded(id)
      else opened.value = found
    } catch (problem) {
      if (isProblem(problem) && problem.status === 404) markEnded(id)
      else fail(problem, check)
    }
  }

  function fail(error: unknown, again: () => Promise<unknown>): void {
    failure.value = {
      error,
      again: async () => {
        failure.value = null
        const opened = await again()
        return typeof opened === 'string' ? opened : null
      },
    }
  }

  function markEnded(id: string): void {
    ended.value = new Set([...ended.value, id])
  }

  /** The living session, or a new one; wakes the agent when it sleeps. */
  async function open(fresh = false): Promise<string | null> {
    failure.value = null
    try {
      const answer = await api.post<OpenedSession>('api/sessions', fresh ? { agent_id: agentId(), new: true } : { agent_id: agentId() })
      opened.value = {
        session_id: answer.session_id,
        agent_id: answer.agent_id,
        status: answer.status,
        stage: answer.stage,
        activity: 'idle',
        created_at: answer.created_at,
        updated_at: answer.created_at,
      }
      return answer.session_id
    } catch (problem) {
      fail(problem, () => open(fresh))
      return null
    }
  }

  async function act(action: 'start' | 'stop' | 'restart'): Promise<void> {
    failure.value = null
    try {
      await agents.act(agentId(), action)
    } catch (problem) {
      fail(problem, () => act(action))
    }
  }

  /** Takes the tab away at once; {@link endSession} or {@link keepSession} follows. */
  function hideSession(id: string): void {
    closing.value = new Set([...closing.value, id])
  }

  function keepSession(id: string): void {
    closing.value = new Set([...closing.value].filter((one) => one !== id))
  }

  async function endSession(id: string): Promise<void> {
    try {
      await api.delete(`api/sessions/${id}`)
      markEnded(id)
    } catch (problem) {
      if (isProblem(problem) && problem.status === 404) markEnded(id)
      else fail(problem, () => endSession(id))
    }
    keepSession(id)
  }

  useEvents(
    () => ({ type: 'session.ended', agentId: agentId() }),
    (event) => {
      if (event.session_id !== undefined) markEnded(event.session_id)
    },
  )
  watch(agentId, () => {
    opened.value = null
    failure.value = null
  })
  watch([agentId, sessionId, () => agents.loaded], check, { immediate: true })

  return { agent, sessions, session, view, agents, failure, open, act, hideSession, keepSession, endSession, markEnded }
}

/** What an answer said about a session, until the event stream says more. */
function withOpened(known: Session[], opened: Session | null, agentId: number): Session[] {
  if (opened?.agent_id !== agentId || known.some((one) => one.session_id === opened.session_id)) return [...known]
  return [...known, opened]
}
