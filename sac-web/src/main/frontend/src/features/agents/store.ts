import { defineStore } from 'pinia'
import { computed, effectScope, ref } from 'vue'
import { api } from '@/api/client'
import { useEvents, type SacEvent } from '@/api/events'
import type { Agent, AgentStatus, CreateAgentRequest, Session, UpdateAgentRequest } from '@/api/types'

/** What one sees of an agent at a glance: its sandbox's state, or what it does while that is ready. */
export type AgentLook = 'asleep' | 'starting' | 'ready' | 'working' | 'waiting' | 'stopping' | 'failed'

/** My agents and their sessions, kept up to date by the event stream. */
export const useAgents = defineStore('agents', () => {
  const agents = ref<Agent[]>([])
  const sessions = ref<Session[]>([])
  const limit = ref<number>()
  const loaded = ref(false)
  const error = ref<unknown>()
  /** Deleted while this page is open, so that a page about one can say so. */
  const gone = ref(new Set<number>())
  let loading: Promise<void> | undefined
  /** Something changed while the lists were on their way, so they may be older than that. */
  let outdated = false

  async function all<T>(path: string, pick: (page: Record<string, unknown>) => T[]): Promise<T[]> {
    const items: T[] = []
    let cursor: string | undefined
    do {
      const page = await api.get<Record<string, unknown>>(path, { cursor, limit: 200 })
      items.push(...pick(page))
      if (typeof page.limit === 'number') limit.value = page.limit
      cursor = page.next_cursor as string | undefined
    } while (cursor)
    return items
  }

  async function read(): Promise<void> {
    try {
      outdated = false
      const [newAgents, newSessions] = await Promise.all([
        all('api/agents', (page) => page.agents as Agent[]),
        all('api/sessions', (page) => page.sessions as Session[]),
      ])
      agents.value = newAgents
      sessions.value = newSessions
      error.value = undefined
      loaded.value = true
    } catch (problem) {
      error.value = problem
      outdated = false
    }
    if (outdated) return read()
    loading = undefined
  }

  function load(): Promise<void> {
    return (loading ??= read())
  }

  function put(agent: Agent): void {
    const at = agents.value.findIndex(({ id }) => id === agent.id)
    if (at < 0) agents.value.push(agent)
    else agents.value[at] = agent
  }

  function drop(id: number): void {
    agents.value = agents.value.filter((agent) => agent.id !== id)
    sessions.value = sessions.value.filter((session) => session.agent_id !== id)
    gone.value.add(id)
  }

  function putStatus({ agent_id, status, stage, stages, reason }: AgentStatus): void {
    const agent = byId(agent_id)
    if (agent) Object.assign(agent, { status, stage, stages, reason })
  }

  function putSession(session: Session): void {
    const rest = sessions.value.filter(({ session_id }) => session_id !== session.session_id)
    sessions.value = session.status === 'ended' ? rest : [session, ...rest]
  }

  function follow(event: SacEvent): void {
    outdated = loading !== undefined
    switch (event.type) {
      case 'agent.created':
      case 'agent.updated':
        put(event.data as Agent)
        break
      case 'agent.deleted':
        if (event.agent_id !== undefined) drop(event.agent_id)
        break
      case 'agent.status':
        putStatus(event.data as AgentStatus)
        break
      case 'session.created':
      case 'session.updated':
        putSession(event.data as Session)
        break
      case 'session.ended':
        sessions.value = sessions.value.filter(({ session_id }) => session_id !== event.session_id)
        break
    }
  }

  effectScope(true).run(() => {
    useEvents({ type: ['agent.', 'session.'] }, follow, () => void load())
  })

  function byId(id: number): Agent | undefined {
    return agents.value.find((agent) => agent.id === id)
  }

  function sessionsOf(id: number): Session[] {
    return sessions.value.filter((session) => session.agent_id === id)
  }

  function look(agent: Agent): AgentLook {
    if (agent.status === 'stopped') return 'asleep'
    if (agent.status !== 'ready') return agent.status
    const activities = sessionsOf(agent.id).map(({ activity }) => activity)
    return activities.includes('waiting') ? 'waiting' : activities.includes('working') ? 'working' : 'ready'
  }

  function clear(): void {
    agents.value = []
    sessions.value = []
    limit.value = undefined
    loaded.value = false
    error.value = undefined
    gone.value.clear()
  }

  return {
    agents,
    sessions,
    limit,
    loaded,
    error,
    gone,
    atLimit: computed(() => limit.value !== undefined && agents.value.length >= limit.value),
    load,
    clear,
    byId,
    sessionsOf,
    look,

    async create(request: CreateAgentRequest): Promise<Agent> {
      const agent = await api.post<Agent>('api/agents', request)
      put(agent)
      return agent
    },
    async update(id: number, request: UpdateAgentRequest): Promise<Agent> {
      const agent = await api.put<Agent>(`api/agents/${id}`, request)
      put(agent)
      return agent
    },
    async remove(id: number): Promise<void> {
      await api.delete(`api/agents/${id}`)
      drop(id)
    },
    async act(id: number, action: 'start' | 'stop' | 'restart'): Promise<void> {
      putStatus(await api.post<AgentStatus>(`api/agents/${id}/${action}`))
    },
  }
})
