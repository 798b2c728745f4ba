/** What the server says when it refuses (RFC 9457), or `offline` when it could not be reached. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly at = Date.now()

  constructor(
    /** The last part of the problem's type, for example `agent-limit-reached`. */
    readonly type: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null = null,
    readonly errors: readonly FieldError[] = [],
    /** Seconds to wait before trying again, when the server said so. */
    readonly retryAfter: number | null = null,
    /** The whole body, for what one type of problem adds. */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title || type)
  }

  /** When it may be tried again, when the server said so. */
  get retryAt(): number | null {
    return this.retryAfter === null ? null : this.at + this.retryAfter * 1000
  }

  get offline(): boolean {
    return this.type === 'offline'
  }
}

export interface FieldError {
  path: string
  message: string
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Reads a refusal, whatever answered it: a proxy's HTML page becomes a problem too. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: Record<string, unknown> = {}
  if (/json/.test(response.headers.get('Content-Type') ?? '')) {
    try {
      body = ((await response.json()) as Record<string, unknown> | null) ?? {}
    } catch {
      // Cut off or not JSON after all; the status says enough.
    }
  }
  const type = text(body.type).split('/').filter(Boolean).pop() ?? `http-${response.status}`
  const errors = Array.isArray(body.errors)
    ? (body.errors as Record<string, unknown>[]).map((error) => ({ path: text(error.path), message: text(error.message) }))
    : []
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10)
  return new ApiProblem(
    type,
    response.status,
    text(body.title) || response.statusText,
    text(body.detail),
    text(body.instance) || response.headers.get('Sac-Request-Id'),
    errors,
    Number.isNaN(retryAfter) ? null : retryAfter,
    body,
  )
}

export function isProblem(error: unknown, ...types: string[]): error is ApiProblem {
  return error instanceof ApiProblem && (types.length === 0 || types.includes(error.type))
}
