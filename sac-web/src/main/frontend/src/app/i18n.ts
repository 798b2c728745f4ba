import { nextTick, ref, type Ref } from 'vue'
import { createI18n } from 'vue-i18n'
import type { NDateLocale, NLocale } from 'naive-ui'
import { storage } from '@/shared/storage'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

const files = {
  en: () => import('./messages/en'),
  'zh-CN': () => import('./messages/zh-CN'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: false,
  missingWarn: import.meta.env.DEV,
  messages: {},
})

/** Naive UI's own words; English is built in. */
export const naiveLocale = ref<{ locale: NLocale; date: NDateLocale } | null>(null)

function isLanguage(value: string | null): value is Language {
  return languages.some((language) => language === value)
}

/** The language chosen before, else the browser's. */
export function preferredLanguage(): Language {
  const stored = storage.get('language')
  if (isLanguage(stored)) return stored
  return navigator.languages.some((language, index) => index === 0 && language.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

const locale = i18n.global.locale as unknown as Ref<string>

async function load(language: Language): Promise<void> {
  if (i18n.global.availableLocales.includes(language)) return
  const { default: byFile } = await files[language]()
  const messages = Object.fromEntries(Object.entries(byFile).map(([path, content]) => [path.split('/').at(-3), content]))
  i18n.global.setLocaleMessage(language, messages)
}

export async function useLanguage(language: Language): Promise<void> {
  await load(language)
  if (language === 'zh-CN') {
    const { zhCN, dateZhCN } = await import('./naive-zh-cn')
    naiveLocale.value = { locale: zhCN, date: dateZhCN }
  } else {
    naiveLocale.value = null
  }
  locale.value = language
  document.documentElement.lang = language
  await nextTick()
}

export async function chooseLanguage(language: Language): Promise<void> {
  storage.set('language', language)
  await useLanguage(language)
}

/** For code outside a component's set-up. */
export const translate = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)
