import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { chooseLanguage, type Language } from './i18n'

/** Each language under its own name, whatever language is in force. */
export const languageNames: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' }

export function useLanguageChoice() {
  const { locale } = useI18n()
  return {
    current: computed(() => locale.value as Language),
    other: computed(() => {
      const code: Language = locale.value === 'en' ? 'zh-CN' : 'en'
      return { code, name: languageNames[code] }
    }),
    choose: chooseLanguage,
  }
}
