import { onScopeDispose, ref, watch } from 'vue'
import { api, isProblem } from '@/api/client'
import { useDraft } from '@/shared/use-draft'
import type { UploadedFile } from '../types'

/** Where they are put in the workspace. */
const FOLDER = 'uploads'
/** More are refused by the server. */
export const MOST_FILES = 50

export interface Attachment {
  key: number
  name: string
  size: number
  /** `waiting`: the agent is not up yet, it is sent as soon as it is. */
  state: 'waiting' | 'sending' | 'there' | 'failed'
  path?: string
  failure?: unknown
}

/** Files for the next message: in the agent's workspace before the message names them, one after the other. */
export function useAttachments(agentId: () => number, ready: () => boolean) {
  const list = ref<Attachment[]>([])
  const draft = useDraft(() => `files:${agentId()}`)
  const contents = new Map<number, File>()
  let sending: { key: number; request: AbortController } | null = null
  let nextKey = 0

  function add(files: Iterable<File>): void {
    for (const file of files) {
      if (list.value.length >= MOST_FILES) break
      const key = nextKey++
      contents.set(key, file)
      list.value.push({ key, name: file.name, size: file.size, state: 'waiting' })
    }
    void next()
  }

  function remove(key: number): void {
    if (sending?.key === key) sending.request.abort()
    contents.delete(key)
    list.value = list.value.filter((one) => one.key !== key)
    keep()
  }

  function retry(key: number): void {
    set(key, { state: 'waiting', failure: undefined })
    void next()
  }

  function set(key: number, change: Partial<Attachment>): void {
    const one = list.value.find((candidate) => candidate.key === key)
    if (one) Object.assign(one, change)
  }

  async function next(): Promise<void> {
    const one = sending === null ? list.value.find(({ state }) => state === 'waiting') : undefined
    const file = one && contents.get(one.key)
    if (!one || !file) return
    const request = new AbortController()
    sending = { key: one.key, request }
    one.state = 'sending'
    let later = false
    try {
      const made = await api.post<UploadedFile>('api/workspace/files', file, {
        query: { agent_id: agentId(), path: `${FOLDER}/${file.name}` },
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
        signal: request.signal,
      })
      contents.delete(one.key)
      set(one.key, { state: 'there', path: made.path })
      keep()
    } catch (failure) {
      later = isProblem(failure) && failure.type === 'agent-not-ready'
      if (later) set(one.key, { state: 'waiting' })
      else set(one.key, { state: 'failed', failure })
    }
    sending = null
    if (!later) void next()
  }

  /** The paths of all of them once they are there; null when one cannot be put there. */
  function settled(): Promise<string[] | null> {
    return new Promise((resolve) => {
      const stop = watch(
        list,
        (now) => {
          const failed = now.some(({ state }) => state === 'failed')
          if (!failed && !now.every(({ state }) => state === 'there')) return
          resolve(failed ? null : now.flatMap(({ path }) => path ?? []))
          queueMicrotask(() => { stop() })
        },
        { deep: true, immediate: true },
      )
    })
  }

  /** What is in the workspace already outlives a reload as the text of the message does. */
  function keep(): void {
    const there = list.value.filter(({ state }) => state === 'there').map(({ name, size, path }) => ({ name, size, path }))
    draft.text.value = there.length === 0 ? '' : JSON.stringify(there)
  }

  function restore(): void {
    sending?.request.abort()
    contents.clear()
    try {
      const kept = JSON.parse(draft.text.value || '[]') as Pick<Attachment, 'name' | 'size' | 'path'>[]
      list.value = kept.map((one) => ({ ...one, key: nextKey++, state: 'there' }))
    } catch {
      list.value = []
    }
  }

  function clear(): void {
    list.value = []
    contents.clear()
    draft.clear()
  }

  watch(agentId, restore, { immediate: true })
  watch(ready, (now) => {
    if (now) void next()
  })
  onScopeDispose(() => sending?.request.abort())

  return { list, add, remove, retry, settled, clear }
}
