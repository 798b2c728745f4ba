/** How a result can be looked at. `frame` is what may run scripts and is shown only in a sandboxed frame. */
export type FileKind = 'text' | 'code' | 'markdown' | 'image' | 'csv' | 'pdf' | 'frame' | 'audio' | 'video' | 'archive' | 'document' | 'other'

const kinds: Partial<Record<FileKind, string>> = {
  text: 'txt log text out err nfo license readme',
  markdown: 'md markdown mdown mkd',
  image: 'png jpg jpeg gif webp avif bmp ico apng',
  csv: 'csv tsv tab',
  pdf: 'pdf',
  frame: 'html htm xhtml svg',
  audio: 'mp3 wav ogg oga m4a flac opus',
  video: 'mp4 webm mov m4v ogv',
  archive: 'zip tar gz tgz bz2 xz zst 7z rar jar war',
  document: 'doc docx xls xlsx ppt pptx odt ods odp rtf epub',
}

/** Extension to the name highlight.js knows the language by. */
const languages: Record<string, string> = {
  js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript', ts: 'typescript', tsx: 'typescript', vue: 'xml',
  py: 'python', rb: 'ruby', php: 'php', java: 'java', kt: 'kotlin', scala: 'scala', go: 'go', rs: 'rust', c: 'c', h: 'c',
  cc: 'cpp', cpp: 'cpp', hpp: 'cpp', cs: 'csharp', swift: 'swift', m: 'objectivec', r: 'r', lua: 'lua', pl: 'perl',
  sh: 'bash', bash: 'bash', zsh: 'bash', ps1: 'powershell', bat: 'dos', sql: 'sql', json: 'json', jsonl: 'json', ipynb: 'json',
  yaml: 'yaml', yml: 'yaml', toml: 'ini', ini: 'ini', cfg: 'ini', conf: 'ini', properties: 'properties', xml: 'xml', xsd: 'xml',
  css: 'css', scss: 'scss', less: 'less', graphql: 'graphql', gql: 'graphql', diff: 'diff', patch: 'diff', tex: 'latex',
  dart: 'dart', gradle: 'gradle', dockerfile: 'dockerfile', makefile: 'makefile', mk: 'makefile',
}

const byExtension = new Map<string, FileKind>(
  (Object.entries(kinds) as [FileKind, string][]).flatMap(([kind, extensions]) =>
    extensions.split(' ').map((extension): [string, FileKind] => [extension, kind]),
  ),
)

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return (dot > 0 ? name.slice(dot + 1) : name).toLowerCase()
}

export function kindOf(name: string, contentType = ''): FileKind {
  const extension = extensionOf(name)
  const known = byExtension.get(extension)
  if (known) return known
  if (extension in languages) return 'code'
  if (contentType.startsWith('image/svg') || contentType.startsWith('text/html')) return 'frame'
  if (contentType.startsWith('image/')) return 'image'
  if (contentType.startsWith('audio/')) return 'audio'
  if (contentType.startsWith('video/')) return 'video'
  if (contentType === 'application/pdf') return 'pdf'
  if (contentType.startsWith('text/')) return 'text'
  return 'other'
}

/** What highlight.js calls the file's language; null for plain text. */
export function languageOf(name: string): string | null {
  return languages[extensionOf(name)] ?? null
}

/** Whether bytes read as text: no zero byte, and valid UTF-8 but for a character cut off at the end. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, 8192).includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/', path.length - 2)
  return slash < 0 ? '' : path.slice(0, slash + 1)
}
