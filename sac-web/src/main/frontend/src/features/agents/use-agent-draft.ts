import { onScopeDispose, watch } from 'vue'
import { useSession } from '@/app/session'
import { storage } from '@/shared/storage'
import { variableRow, type AgentForm } from './agent-form'

/** Keeps a half-filled form over a reload or an expired login; keys and secrets are never written down. */
export function useAgentDraft(name: string, form: AgentForm, dirty: () => boolean) {
  const key = `draft:${useSession().user?.id ?? 0}:form:${name}`

  function restore(): boolean {
    const text = storage.get(key)
    if (text === null) return false
    try {
      const kept = JSON.parse(text) as Partial<AgentForm>
      const variables = (kept.variables ?? []).map(({ name, value, secret, stored }) => variableRow({ name, value, secret, stored }))
      Object.assign(form, kept, { variables, key: '' })
      return true
    } catch {
      return false
    }
  }

  function forget() {
    clearTimeout(timer)
    storage.set(key, null)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  function keep() {
    const safe = { ...form, key: '', variables: form.variables.map((row) => (row.secret ? { ...row, value: '' } : row)) }
    storage.set(key, dirty() ? JSON.stringify(safe) : null)
  }
  watch(form, () => {
    clearTimeout(timer)
    timer = setTimeout(keep, 300)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  return { restore, forget, keep }
}
