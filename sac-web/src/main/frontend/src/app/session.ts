import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, endSession, onSession, refresh, startSession } from '@/api/client'
import type { LoggedIn, User } from '@/api/types'

/** Who is logged in, in every tab alike. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null)
  const restored = ref(false)
  onSession((session) => (user.value = session?.user ?? null))

  return {
    user,
    isAdmin: computed(() => user.value?.role === 'admin'),
    name: computed(() => user.value?.display_name || user.value?.username || ''),

    /** Once per page load: is somebody still logged in here? An unreachable server is thrown. */
    async restore(): Promise<void> {
      if (restored.value) return
      await refresh()
      restored.value = true
    },
    async login(username: string, password: string): Promise<void> {
      startSession(await api.post<LoggedIn>('api/auth/login', { username, password }, { anonymous: true }))
    },
    async register(account: object): Promise<void> {
      startSession(await api.post<LoggedIn>('api/auth/register', account, { anonymous: true }))
    },
    async setUp(account: object): Promise<void> {
      startSession(await api.post<LoggedIn>('api/setup', account, { anonymous: true }))
    },
    changed(next: User): void {
      user.value = next
    },
    async logout(): Promise<void> {
      try {
        await api.post('api/auth/logout')
      } finally {
        endSession()
      }
    },
  }
})
