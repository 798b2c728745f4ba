import { reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import { useForm } from '@/shared/use-form'

/** The fields of a new account and what must be true of them; the server has the last word. */
export function useNewAccount() {
  const { t } = useI18n()
  const account = reactive({ username: '', display_name: '', email: '', password: '' })

  const form = useForm({
    username: () => {
      const name = account.username.trim()
      if (name === '') return t('account.field.username.missing')
      if (!/^[\p{L}\p{N}._-]{2,64}$/u.test(name)) return t('account.field.username.wrong')
      return undefined
    },
    display_name: () => undefined,
    email: () => (account.email === '' || /^\S+@\S+$/.test(account.email.trim()) ? undefined : t('account.field.email.wrong')),
    password: () => checkNewPassword(account.password, t),
  })

  /** Fields left empty are not sent. */
  function filled(): Record<string, string> {
    const { password, ...rest } = account
    const texts = Object.entries(rest).map(([name, value]) => [name, value.trim()] as const)
    return { ...Object.fromEntries(texts.filter(([, value]) => value !== '')), password }
  }

  return { account, form, filled }
}

export function checkNewPassword(password: string, t: (key: string, values?: Record<string, unknown>) => string): string | undefined {
  const length = [...password].length
  if (length === 0) return t('account.field.newPassword.missing')
  if (length < 10) return t('account.field.newPassword.short')
  if (length > 128) return t('account.field.newPassword.long')
  return undefined
}
