import { ref, type Ref } from 'vue'

/** Goes back through what was sent before with ↑, and forward again with ↓ to what was being written. */
export function useRecall(text: Ref<string>, earlier: () => readonly string[]) {
  const at = ref(-1)
  let written = ''

  function older(): boolean {
    const list = earlier()
    if (at.value + 1 >= list.length) return false
    if (at.value < 0) written = text.value
    at.value++
    text.value = list[at.value] ?? ''
    return true
  }

  function newer(): boolean {
    if (at.value < 0) return false
    at.value--
    text.value = at.value < 0 ? written : (earlier()[at.value] ?? '')
    return true
  }

  /** The text was changed by hand: it is a text of its own now. */
  function leave(): void {
    at.value = -1
  }

  return { recalling: () => at.value >= 0, older, newer, leave }
}
