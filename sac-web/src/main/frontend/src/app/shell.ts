import { readonly, ref } from 'vue'
import { storage } from '@/shared/storage'

const collapsed = ref(storage.get('rail') === 'collapsed')
const navOpen = ref(false)
const paletteOpen = ref(false)
const keysOpen = ref(false)

/** What the shell shows around a page; a page that fills the window opens the navigation through it. */
export function useShell() {
  return {
    collapsed: readonly(collapsed),
    navOpen,
    paletteOpen,
    keysOpen,
    toggleRail() {
      collapsed.value = !collapsed.value
      storage.set('rail', collapsed.value ? 'collapsed' : null)
    },
    /** The list of agents as a drawer, on a phone. */
    openNav() {
      navOpen.value = true
    },
  }
}
