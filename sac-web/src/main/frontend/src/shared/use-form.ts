import { nextTick, reactive, ref, type Ref } from 'vue'
import { ApiProblem, type FieldError } from '@/api/problem'
import { i18n } from '@/app/i18n'

export type Check = () => string | undefined

export interface Form {
  /** The form's element, where the first error is looked for; {@link FormFrame} sets it. */
  root: Ref<HTMLElement | null>
  errors: Record<string, string | undefined>
  /** What the server refused that belongs to no field. */
  failure: Ref<unknown>
  sending: Ref<boolean>
  /** On leaving a field. */
  check: (field: string) => void
  /** Checks these fields, or all, and moves to the first error; true when there is none. */
  checkAll: (fields?: string[]) => Promise<boolean>
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

/** In the person's language where we know what the server may say of this field; in its own words otherwise. */
function worded({ path, message }: FieldError): FieldError {
  const { t, te, locale } = i18n.global
  const key = `shared.refused.${path.replaceAll(/\[\d+]/g, '').replaceAll('.', '_')}`
  return { path, message: (locale as unknown as Ref<string>).value !== 'en' && te(key) ? t(key) : message }
}

function fieldErrors(problem: ApiProblem): readonly FieldError[] {
  const path = fieldOfType[problem.type]
  if (problem.errors.length > 0 || path === undefined) return problem.errors.map(worded)
  const key = `shared.problem.${problem.type}.title`
  return [{ path, message: i18n.global.te(key) ? i18n.global.t(key) : problem.message }]
}

/** Validation on leave and on submit, and the server's refusals beside the fields they are about. */
export function useForm(checks: Record<string, Check>): Form {
  const root = ref<HTMLElement | null>(null)
  const errors = reactive<Record<string, string | undefined>>({})
  const failure = ref<unknown>()
  const sending = ref(false)

  function check(field: string) {
    errors[field] = checks[field]?.()
  }

  async function toFirstError() {
    await nextTick()
    const field = root.value?.querySelector<HTMLElement>('[aria-invalid="true"]')
    for (let fold = field?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true
    field?.focus()
  }

  async function checkAll(fields = Object.keys(checks)): Promise<boolean> {
    fields.forEach(check)
    const fine = !Object.entries(errors).some(([path, error]) => error !== undefined && fields.some((field) => path === field || path.startsWith(`${field}[`)))
    if (!fine) await toFirstError()
    return fine
  }

  function isField(path: string): boolean {
    return path in checks || Object.keys(checks).some((field) => path.startsWith(`${field}[`))
  }

  async function submit(send: () => Promise<unknown>): Promise<boolean> {
    failure.value = undefined
    for (const field of Object.keys(errors)) errors[field] = undefined
    if (!(await checkAll())) return false
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

  return { root, errors, failure, sending, check, checkAll, submit }
}
