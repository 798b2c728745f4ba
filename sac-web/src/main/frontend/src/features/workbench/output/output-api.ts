import { api, isProblem, request } from '@/api/client'
import { serverUrl } from '@/shared/base'
import type { AgentNotice, Link, OutputFile, OutputFileList, WorkspaceStatus } from '../types'
import { folderOf } from './file-kinds'

const FILES = 'api/workspace/output/files'
const PAGE = 200
/** Pages looked through for one file that is named in the address. */
const LOOK_THROUGH = 50

export function listRecent(agentId: number, cursor?: string): Promise<OutputFileList> {
  return api.get<OutputFileList>(FILES, { agent_id: agentId, recent: true, limit: PAGE, cursor })
}

export async function listFolder(agentId: number, path: string): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  let cursor: string | undefined
  do {
    const page = await api.get<OutputFileList>(FILES, { agent_id: agentId, path, limit: PAGE, cursor })
    files.push(...page.files)
    cursor = page.next_cursor
  } while (cursor)
  return files
}

/** What of an agent could not be brought over. */
export async function listNotices(agentId: number): Promise<AgentNotice[]> {
  return (await api.get<WorkspaceStatus>('api/workspace/status', { agent_id: agentId })).notices ?? []
}

/** One file by its path; null when there is none. */
export async function findFile(agentId: number, path: string): Promise<OutputFile | null> {
  let cursor: string | undefined
  for (let page = 0; page < LOOK_THROUGH; page++) {
    let list: OutputFileList
    try {
      list = await api.get<OutputFileList>(FILES, { agent_id: agentId, path: folderOf(path), limit: PAGE, cursor })
    } catch (problem) {
      if (isProblem(problem) && problem.status === 404) return null
      throw problem
    }
    const found = list.files.find((file) => file.path === path)
    if (found) return found
    if (!list.next_cursor) return null
    cursor = list.next_cursor
  }
  return null
}

export function deleteFile(agentId: number, path: string): Promise<void> {
  return api.delete(FILES, { agent_id: agentId, path })
}

/** The first bytes of a file, and how many it has in all. */
export async function readStart(agentId: number, file: OutputFile, limit: number, signal: AbortSignal): Promise<{ bytes: Uint8Array; cut: boolean }> {
  if (file.size === 0) return { bytes: new Uint8Array(0), cut: false }
  const headers: Record<string, string> = file.size > limit ? { Accept: '*/*', Range: `bytes=0-${limit - 1}` } : { Accept: '*/*' }
  const response = await request('GET', `${FILES}/download`, { query: { agent_id: agentId, path: file.path }, headers, signal })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? bytes.length)
  return { bytes: bytes.length > limit ? bytes.subarray(0, limit) : bytes, cut: total > limit || bytes.length > limit }
}

interface Kept {
  url: string
  until: number
}
const links = new Map<string, Promise<Kept>>()

/** A signed address for a preview, asked for once while it is good. */
export async function previewUrl(file: OutputFile): Promise<string> {
  const key = `${file.agent_id}\n${file.path}\n${file.revision ?? file.modified_at}`
  const known = links.get(key)
  if (known) {
    const kept = await known.catch(() => null)
    if (kept && kept.until > Date.now() + 30_000) return kept.url
  }
  const asked = createLink(file.agent_id, file.path, 'preview').then((link) => ({ url: serverUrl(link.url).href, until: new Date(link.expires_at).getTime() }))
  links.set(key, asked)
  if (links.size > 500) links.delete(links.keys().next().value ?? '')
  return (await asked).url
}

export async function download(agentId: number, path: string): Promise<void> {
  const link = await createLink(agentId, path, 'download')
  const anchor = document.createElement('a')
  anchor.href = serverUrl(link.url).href
  anchor.download = ''
  document.body.append(anchor)
  anchor.click()
  anchor.remove()
}

function createLink(agentId: number, path: string, purpose: 'download' | 'preview'): Promise<Link> {
  return api.post<Link>('api/workspace/output/links', { agent_id: agentId, path, purpose })
}
