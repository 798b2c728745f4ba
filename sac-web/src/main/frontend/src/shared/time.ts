import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "5 minutes ago", "yesterday"; anything under a minute is the language's "now". */
export function relativeTime(at: string | Date, now: number, language: string): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'second')
}

/** "in 15 minutes" until then, never too early; null when the time has come. */
export function waitFor(until: number, now: number, language: string): string | null {
  const seconds = Math.ceil((until - now) / 1000)
  if (seconds <= 0) return null
  const format = new Intl.RelativeTimeFormat(language)
  return seconds <= 90 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute')
}

export function exactTime(at: string | Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at))
}

/** "1.4 MB"; decimal units, as file managers show them. */
export function fileSize(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1,
  }).format(value)
}

const clock = ref(Date.now())
let watchers = 0
let ticking: ReturnType<typeof setInterval> | undefined

/** The time, twice a minute, by one timer for the whole page. */
export function useNow(): ComputedRef<number> {
  clock.value = Date.now()
  if (watchers++ === 0) ticking = setInterval(() => (clock.value = Date.now()), 30_000)
  onScopeDispose(() => {
    if (--watchers === 0) clearInterval(ticking)
  })
  return computed(() => clock.value)
}

/** Times and sizes in the language in force. */
export function useFormats() {
  const { locale } = useI18n()
  const now = useNow()
  return {
    relative: (at: string) => relativeTime(at, Math.max(now.value, Date.now()), locale.value),
    exact: (at: string) => exactTime(at, locale.value),
    size: (bytes: number) => fileSize(bytes, locale.value),
    number: (value: number) => new Intl.NumberFormat(locale.value).format(value),
  }
}
