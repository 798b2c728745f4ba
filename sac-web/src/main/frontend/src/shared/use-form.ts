import { nextTick, reactive, ref, type Ref } from 'vue'
import { ApiProblem, type FieldError } from '@/api/problem'
import { i18n } from '@/app/i18n'

export type Check = () => string | undefined

export interface Form {
  errors: Record<string, string | undefined>
  /** What the server refused that belongs to no field. */
  failure: Ref<unknown>
  sending: Ref<boolean>
  /** On leaving a field. */
  check: (field: string) => void
  /** Checks everything, moves to the first error, and sends; true when it was accepted. */
  submit: (send: () => Promise<unknown>) => Promise<boolean>
}

/** Refusals that are about one field by their nature, with or without a list of errors. */
const fieldOfType: Record<string, string> = {
  'username-taken': 'username',
  'email-taken': 'email',
  'set-up-token-invalid': 'token',
  'wrong-credentials': 'current_password',
  'address-refused': 'provider.base_url',
}

function fieldErrors(problem: ApiProblem): readonly FieldError[] {
  const path = fieldOfType[problem.type]
  if (problem.errors.length > 0 || path === undefined) return problem.errors
  const key = `shared.problem.${problem.type}.title`
  return [{ path, message: i18n.global.te(key) ? i18n.global.t(key) : problem.message }]
}

/** Validation on leave and on submit, and the server's refusals beside the fields they are about. */
export function useForm(root: Ref<HTMLElement | null>, checks: Record<string, Check>): Form {
  const errors = reactive<Record<string, string | undefined>>({})
  const failure = ref<unknown>()
  const sending = ref(false)

  function check(field: string) {
    errors[field] = checks[field]?.()
  }

  async function toFirstError() {
    await nextTick()
    root.value?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  function isField(path: string): boolean {
    return path in checks || Object.keys(checks).some((field) => path.startsWith(`${field}[`))
  }

  async function submit(send: () => Promise<unknown>): Promise<boolean> {
    failure.value = undefined
    for (const field of Object.keys(errors)) errors[field] = undefined
    for (const field of Object.keys(checks)) check(field)
    if (Object.values(errors).some(Boolean)) {
      await toFirstError()
      return false
    }
    sending.value = true
    try {
      await send()
      return true
    } catch (error) {
      const refused = error instanceof ApiProblem ? fieldErrors(error) : []
      const own = refused.filter(({ path }) => isField(path))
      for (const { path, message } of own) errors[path] = message
      if (own.length === 0 || own.length < refused.length) failure.value = error
      if (own.length > 0) await toFirstError()
      return false
    } finally {
      sending.value = false
    }
  }

  return { errors, failure, sending, check, submit }
}
