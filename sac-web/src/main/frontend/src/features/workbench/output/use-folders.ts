import { computed, onScopeDispose, ref, shallowRef, triggerRef, watch } from 'vue'
import type { OutputFile } from '../types'
import { folderOf } from './file-kinds'
import { listFolder } from './output-api'
import type { Output } from './use-output'

export interface TreeRow {
  file: OutputFile
  depth: number
  open: boolean
}

/** The folders of an agent's results as a tree, each level read when it is first opened. */
export function useFolders(agentId: () => number, output: Output) {
  const levels = shallowRef(new Map<string, OutputFile[]>())
  const open = ref(new Set<string>(['']))
  const busy = ref(new Set<string>())
  const error = ref<unknown>(null)

  const rows = computed(() => {
    const result: TreeRow[] = []
    const walk = (folder: string, depth: number) => {
      for (const file of levels.value.get(folder) ?? []) {
        if (output.isHidden(file.path)) continue
        const isOpen = file.is_directory && open.value.has(file.path)
        result.push({ file, depth, open: isOpen })
        if (isOpen) walk(file.path, depth + 1)
      }
    }
    walk('', 0)
    return result
  })

  async function read(folder: string): Promise<void> {
    const agent = agentId()
    busy.value = new Set([...busy.value, folder])
    try {
      const files = await listFolder(agent, folder)
      if (agent !== agentId()) return
      levels.value.set(folder, inOrder(files))
      triggerRef(levels)
      error.value = null
    } catch (problem) {
      error.value = problem
    } finally {
      busy.value = new Set([...busy.value].filter((one) => one !== folder))
    }
  }

  function toggle(folder: string): void {
    const now = new Set(open.value)
    if (now.delete(folder)) {
      open.value = now
      return
    }
    open.value = now.add(folder)
    if (!levels.value.has(folder)) void read(folder)
  }

  function reload(): void {
    void Promise.all([...open.value].map(read))
  }

  const off = output.onChange(({ changed, deleted }) => {
    const touched = new Map<string, Map<string, OutputFile>>()
    const level = (folder: string) => {
      const known = touched.get(folder)
      if (known) return known
      const files = levels.value.get(folder)
      if (!files) return null
      const byPath = new Map(files.map((file) => [file.path, file]))
      touched.set(folder, byPath)
      return byPath
    }
    for (const file of changed) {
      level(folderOf(file.path))?.set(file.path, file)
      for (let folder = folderOf(file.path); folder !== ''; folder = folderOf(folder)) {
        const parent = level(folderOf(folder))
        if (parent && !parent.has(folder)) parent.set(folder, directory(file, folder))
      }
    }
    for (const path of deleted) {
      level(folderOf(path))?.delete(path)
      if (path.endsWith('/')) levels.value.delete(path)
    }
    for (const [folder, files] of touched) levels.value.set(folder, inOrder([...files.values()]))
    for (const path of deleted) prune(folderOf(path))
    triggerRef(levels)
  })

  /** A folder is there only as long as something is in it. */
  function prune(folder: string): void {
    if (folder === '' || levels.value.get(folder)?.length !== 0) return
    levels.value.delete(folder)
    const parent = folderOf(folder)
    const siblings = levels.value.get(parent)
    if (!siblings) return
    levels.value.set(
      parent,
      siblings.filter((file) => file.path !== folder),
    )
    prune(parent)
  }

  onScopeDispose(off)
  watch(
    agentId,
    () => {
      levels.value = new Map()
      open.value = new Set([''])
      void read('')
    },
    { immediate: true },
  )

  return { rows, busy, error, toggle, reload, loaded: computed(() => levels.value.has('')) }
}

function directory(file: OutputFile, path: string): OutputFile {
  return { agent_id: file.agent_id, path, name: path.slice(folderOf(path).length, -1), size: 0, is_directory: true, modified_at: file.modified_at }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

function inOrder(files: OutputFile[]): OutputFile[] {
  return [...files].sort((one, other) => Number(other.is_directory) - Number(one.is_directory) || collator.compare(one.name, other.name))
}
