import { useI18n } from 'vue-i18n'
import { ApiProblem } from '@/api/problem'
import { useNow, waitFor } from './time'

export interface ProblemText {
  title: string
  detail: string
  /** What support needs; null when there is nothing to tell. */
  copy: string | null
}

/** What happened and what to do, in the person's language where we know the problem, in the server's words otherwise. */
export function useProblemText() {
  const { t, te, locale } = useI18n()
  const now = useNow()

  /** Our words where we have some; a field that the page does not show, or a new problem, in the server's. */
  function detailOf(error: ApiProblem, key: string): string {
    const wait = error.retryAt === null ? null : waitFor(error.retryAt, Math.max(now.value, Date.now()), locale.value)
    if (wait !== null && te(`${key}.wait`)) return t(`${key}.wait`, { wait })
    if (te(`${key}.detail`)) return t(`${key}.detail`)
    if (error.errors.length > 0) return error.errors.map(({ message }) => message).join(' ')
    return te(`${key}.title`) && locale.value !== 'en' ? '' : error.detail
  }

  return (error: unknown): ProblemText => {
    if (!(error instanceof ApiProblem)) {
      return { title: t('shared.problem.unknown.title'), detail: t('shared.problem.unknown.detail'), copy: String(error) }
    }
    const key = `shared.problem.${error.type}`
    const known = te(`${key}.title`)
    return {
      title: known ? t(`${key}.title`) : (locale.value === 'en' && error.title) || t('shared.problem.unknown.title'),
      detail: detailOf(error, key),
      copy: error.offline ? null : JSON.stringify({ type: error.type, status: error.status, request: error.requestId, at: new Date(error.at).toISOString() }),
    }
  }
}
