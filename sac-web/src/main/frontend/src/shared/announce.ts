import { ref } from 'vue'

/** What the shell's live region says; only for what a screen reader could not notice otherwise. */
export const announcement = ref('')

export function announce(text: string): void {
  announcement.value = ''
  requestAnimationFrame(() => (announcement.value = text))
}
