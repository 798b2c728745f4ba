import { ref, watch } from 'vue'
import { useEvents } from '@/api/events'
import type { AgentNotice } from '../types'
import { listNotices } from './output-api'

/** What of an agent could not be brought over. It is beside the point of the panel: when it cannot be read, nothing is said. */
export function useNotices(agentId: () => number) {
  const notices = ref<AgentNotice[]>([])

  async function load(): Promise<void> {
    const agent = agentId()
    try {
      const told = await listNotices(agent)
      if (agent === agentId()) notices.value = told
    } catch {
      notices.value = []
    }
  }

  watch(agentId, () => void load(), { immediate: true })
  useEvents(
    () => ({ type: 'agent.notices', agentId: agentId() }),
    (event) => {
      notices.value = (event.data as { notices: AgentNotice[] }).notices
    },
    () => void load(),
  )
  return notices
}
