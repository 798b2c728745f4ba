import { useI18n } from 'vue-i18n'
import { ApiProblem } from '@/api/problem'

export interface ProblemText {
  title: string
  detail: string
  /** What support needs; null when there is nothing to tell. */
  copy: string | null
}

/** What happened and what to do, in the person's language where we know the problem, in the server's words otherwise. */
export function useProblemText() {
  const { t, te, locale } = useI18n()

  /** Our words where we have some; a field that the page does not show, or a new problem, in the server's. */
  function detailOf(error: ApiProblem, key: string, wait: number): string {
    if (te(`${key}.detail`)) return t(`${key}.detail`, { wait }, wait)
    if (error.errors.length > 0) return error.errors.map(({ message }) => message).join(' ')
    return te(`${key}.title`) && locale.value !== 'en' ? '' : error.detail
  }

  return (error: unknown): ProblemText => {
    if (!(error instanceof ApiProblem)) {
      return { title: t('shared.problem.unknown.title'), detail: t('shared.problem.unknown.detail'), copy: String(error) }
    }
    const key = `shared.problem.${error.type}`
    const known = te(`${key}.title`)
    const wait = error.retryAfter ?? 0
    return {
      title: known ? t(`${key}.title`, { wait }, wait) : (locale.value === 'en' && error.title) || t('shared.problem.unknown.title'),
      detail: detailOf(error, key, wait),
      copy: error.offline ? null : JSON.stringify({ type: error.type, status: error.status, request: error.requestId, at: new Date().toISOString() }),
    }
  }
}
