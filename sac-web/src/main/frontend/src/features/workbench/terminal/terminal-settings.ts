import { ref, watch } from 'vue'
import { storage } from '@/shared/storage'

const SMALLEST = 9
const LARGEST = 28
const NORMAL = 14

function stored(name: string): number | null {
  const value = Number.parseInt(storage.get(`terminal:${name}`) ?? '', 10)
  return Number.isNaN(value) ? null : value
}

const fontSize = ref(Math.min(LARGEST, Math.max(SMALLEST, stored('font-size') ?? NORMAL)))
const copyOnSelect = ref(storage.get('terminal:copy-on-select') === 'on')
const reader = ref(storage.get('terminal:reader') === 'on')

watch(fontSize, (size) => {
  storage.set('terminal:font-size', size === NORMAL ? null : String(size))
})
watch(copyOnSelect, (on) => {
  storage.set('terminal:copy-on-select', on ? 'on' : null)
})
watch(reader, (on) => {
  storage.set('terminal:reader', on ? 'on' : null)
})

/** How this browser shows terminals, kept on it. */
export function useTerminalSettings() {
  return {
    fontSize,
    copyOnSelect,
    reader,
    enlarge: (by: number) => (fontSize.value = Math.min(LARGEST, Math.max(SMALLEST, fontSize.value + by))),
    resetFontSize: () => (fontSize.value = NORMAL),
  }
}
