/** Where SAC lives, with a slash at its end; the server wrote it into `<base href>`. */
export const base = new URL('.', document.baseURI)

/** An address of the server, from a path without a leading slash. */
export function serverUrl(path: string, query?: Record<string, string | number | boolean | null | undefined>): URL {
  const url = new URL(path.replace(/^\/+/, ''), base)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value != null) url.searchParams.set(name, String(value))
  }
  return url
}

/** The same for a WebSocket. */
export function socketUrl(path: string, query?: Record<string, string | number>): URL {
  const url = serverUrl(path, query)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}
