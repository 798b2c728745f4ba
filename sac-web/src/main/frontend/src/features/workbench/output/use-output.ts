import { computed, ref, shallowRef, watch } from 'vue'
import { useEvents } from '@/api/events'
import { storage } from '@/shared/storage'
import type { OutputFile } from '../types'
import { deleteFile, listRecent } from './output-api'

/** Changes that come together are shown together, so that two thousand files at once do not draw two thousand times. */
const BATCH = 80

/** An agent's results, newest first, as they change. */
export function useOutput(agentId: () => number) {
  const files = shallowRef<OutputFile[]>([])
  const hidden = ref(new Set<string>())
  const error = ref<unknown>(null)
  const loading = ref(true)
  const loaded = ref(false)
  const complete = ref(false)
  const seenUntil = ref('')
  const opened = ref(new Map<string, string>())
  const listeners = new Set<(change: OutputChange) => void>()
  let cursor: string | undefined
  let round = 0
  let changed = new Map<string, OutputFile | null>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const visible = computed(() => (hidden.value.size === 0 ? files.value : files.value.filter((file) => !isHidden(file.path))))
  const unseen = computed(() => visible.value.some((file) => isUnseen(file)))

  function isHidden(path: string): boolean {
    return [...hidden.value].some((one) => one === path || (one.endsWith('/') && path.startsWith(one)))
  }

  function isUnseen(file: OutputFile): boolean {
    return file.modified_at > seenUntil.value && opened.value.get(file.path) !== file.modified_at
  }

  async function load(): Promise<void> {
    const own = ++round
    loading.value = true
    try {
      const page = await listRecent(agentId())
      if (own !== round) return
      files.value = page.files
      cursor = page.next_cursor
      complete.value = !cursor
      error.value = null
      loaded.value = true
      if (seenUntil.value === '') markSeen()
    } catch (problem) {
      if (own === round) error.value = problem
    } finally {
      if (own === round) loading.value = false
    }
  }

  async function loadMore(): Promise<void> {
    if (loading.value || complete.value) return
    const own = round
    loading.value = true
    try {
      const page = await listRecent(agentId(), cursor)
      if (own !== round) return
      const known = new Set(files.value.map((file) => file.path))
      files.value = [...files.value, ...page.files.filter((file) => !known.has(file.path))]
      cursor = page.next_cursor
      complete.value = !cursor
    } catch (problem) {
      if (own === round) error.value = problem
    } finally {
      if (own === round) loading.value = false
    }
  }

  function apply(): void {
    timer = null
    const batch = changed
    changed = new Map()
    const gone = [...batch].filter(([, file]) => file === null).map(([path]) => path)
    const folders = gone.filter((path) => path.endsWith('/'))
    const fresh = [...batch.values()].filter((file): file is OutputFile => file !== null && !file.is_directory)
    const kept = files.value.filter((file) => !batch.has(file.path) && !folders.some((folder) => file.path.startsWith(folder)))
    files.value = [...fresh, ...kept].sort((one, other) => other.modified_at.localeCompare(one.modified_at))
    listeners.forEach((listener) => {
      listener({ changed: fresh, deleted: gone })
    })
  }

  function schedule(path: string, file: OutputFile | null): void {
    changed.set(path, file)
    timer ??= setTimeout(apply, BATCH)
  }

  /** Everything there is now has been looked at. */
  function markSeen(): void {
    const newest = files.value[0]?.modified_at ?? new Date(0).toISOString()
    if (newest > seenUntil.value) {
      seenUntil.value = newest
      storage.set(`seen:${agentId()}`, newest)
    }
  }

  function markOpened(file: OutputFile): void {
    opened.value = new Map([...opened.value, [file.path, file.modified_at]])
  }

  function hide(path: string): void {
    hidden.value = new Set([...hidden.value, path])
  }

  function show(path: string): void {
    hidden.value = new Set([...hidden.value].filter((one) => one !== path))
  }

  /** Deletes for good; what the server refuses comes back into view. */
  async function remove(path: string): Promise<void> {
    try {
      await deleteFile(agentId(), path)
      schedule(path, null)
    } catch (problem) {
      error.value = problem
    } finally {
      setTimeout(() => {
        show(path)
      }, BATCH * 2)
    }
  }

  useEvents(
    () => ({ type: 'output.', agentId: agentId() }),
    (event) => {
      if (event.type === 'output.deleted') schedule((event.data as { path: string }).path, null)
      else schedule((event.data as OutputFile).path, event.data as OutputFile)
    },
    () => void load(),
  )
  watch(
    agentId,
    (id) => {
      files.value = []
      hidden.value = new Set()
      opened.value = new Map()
      loaded.value = false
      complete.value = false
      error.value = null
      seenUntil.value = storage.get(`seen:${id}`) ?? ''
      void load()
    },
    { immediate: true },
  )

  return {
    files: visible,
    error,
    loading,
    loaded,
    complete,
    unseen,
    isUnseen,
    isHidden,
    load,
    loadMore,
    markSeen,
    markOpened,
    hide,
    show,
    remove,
    onChange(listener: (change: OutputChange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export interface OutputChange {
  changed: OutputFile[]
  deleted: string[]
}

export type Output = ReturnType<typeof useOutput>
