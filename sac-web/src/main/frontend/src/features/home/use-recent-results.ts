import { computed, ref, watch } from 'vue'
import { api } from '@/api/client'
import { useEvents } from '@/api/events'
import type { OutputFile } from '@/api/types'
import { useAgents } from '@/features/agents/store'

const SHOWN = 6
/** Somebody with fifty agents has the newest results in those that were at work last. */
const ASKED = 8

/** The newest files of all my agents together; what one agent cannot tell does not hide the others'. */
export function useRecentResults() {
  const agents = useAgents()
  const files = ref<OutputFile[]>([])
  const failed = ref(new Map<number, unknown>())
  const loaded = ref(false)
  const ids = computed(() => agents.agents.map(({ id }) => id))

  function keep(next: OutputFile[]) {
    files.value = next
      .filter((file) => !file.is_directory && ids.value.includes(file.agent_id))
      .sort((a, b) => b.modified_at.localeCompare(a.modified_at))
      .slice(0, SHOWN)
  }

  function without(agentId: number, matches: (path: string) => boolean): OutputFile[] {
    return files.value.filter((file) => file.agent_id !== agentId || !matches(file.path))
  }

  async function load(): Promise<void> {
    const asked = [...agents.agents]
      .sort((a, b) => b.updated_at.localeCompare(a.updated_at))
      .slice(0, ASKED)
      .map(({ id }) => id)
    const answers = await Promise.allSettled(
      asked.map((agent_id) => api.get<{ files: OutputFile[] }>('api/workspace/output/files', { agent_id, recent: true, limit: SHOWN })),
    )
    failed.value = new Map()
    const found: OutputFile[] = []
    answers.forEach((answer, index) => {
      if (answer.status === 'fulfilled') found.push(...answer.value.files)
      else failed.value.set(asked[index] ?? 0, answer.reason)
    })
    keep(found)
    loaded.value = true
  }

  watch(
    () => (agents.loaded ? ids.value.join() : undefined),
    (now) => {
      if (now !== undefined) void load()
    },
    { immediate: true },
  )

  useEvents(
    { type: 'output.' },
    (event) => {
      const file = event.data as OutputFile
      const agentId = event.agent_id ?? file.agent_id
      const rest = without(agentId, (path) => path === file.path || (file.path.endsWith('/') && path.startsWith(file.path)))
      keep(event.type === 'output.changed' ? [{ ...file, agent_id: agentId }, ...rest] : rest)
    },
    () => void load(),
  )

  return { files, failed, loaded, load }
}
