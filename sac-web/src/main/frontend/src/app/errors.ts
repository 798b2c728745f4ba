import type { App } from 'vue'
import { ref } from 'vue'
import { isProblem } from '@/api/problem'

/** The one error nobody caught, until it is dismissed; shown once at the bottom of the page. */
export const uncaught = ref<unknown>(null)

/** A login that has ended is no error: the router shows the login page and keeps what was typed. */
export function report(error: unknown): void {
  if (isProblem(error, 'unauthenticated', 'session-expired') || (error instanceof DOMException && error.name === 'AbortError')) return
  uncaught.value = error
  if (isProblem(error)) return
  // eslint-disable-next-line no-console -- the only trace of a defect that a person can send us
  console.error(error)
}

export function installErrorHandler(app: App): void {
  app.config.errorHandler = report
  window.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    report(event.reason)
  })
}
