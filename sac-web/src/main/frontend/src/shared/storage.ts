import { base } from '@/shared/base'

const prefix = `sac:${base.pathname}:`

/** Local storage under this installation's path; a browser that refuses it only forgets. */
export const storage = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(prefix + key)
    } catch {
      return null
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(prefix + key)
      else localStorage.setItem(prefix + key, value)
    } catch {
      // Full or forbidden: what is kept in memory still works.
    }
  },
}
