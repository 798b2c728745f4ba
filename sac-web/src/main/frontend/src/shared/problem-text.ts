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
  return (error: unknown): ProblemText => {
    if (!(error instanceof ApiProblem)) {
      return { title: t('shared.problem.unknown.title'), detail: t('shared.problem.unknown.detail'), copy: String(error) }
    }
    const key = `shared.problem.${error.type}`
    const known = te(`${key}.title`)
    const wait = error.retryAfter ?? 0
    return {
      title: known ? t(`${key}.title`, { wait }, wait) : (locale.value === 'en' && error.title) || t('shared.problem.unknown.title'),
      detail: te(`${key}.detail`) ? t(`${key}.detail`, { wait }, wait) : known && locale.value !== 'en' ? '' : error.detail,
      copy: error.offline ? null : JSON.stringify({ type: error.type, status: error.status, request: error.requestId, at: new Date().toISOString() }),
    }
  }
}
