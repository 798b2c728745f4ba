import { useI18n } from 'vue-i18n'

/** Our words for what the server names; its own where it has something new. */
export function useCatalogOfAdmin() {
  const { t, te } = useI18n()
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  const spaced = (name: string) => name.replaceAll(/[._-]+/g, ' ')
  return {
    sweepName: (name: string) => known(`admin.sweep.${name.replaceAll(/[ ._-]+/g, '_')}`, spaced(name)),
    checkName: (name: string) => known(`admin.check.${name.replaceAll(/[ ._-]+/g, '_')}`, spaced(name)),
    settingName: (key: string) => known(`admin.setting.${key}.name`, spaced(key)),
    settingText: (key: string, otherwise = '') => known(`admin.setting.${key}.text`, otherwise),
    choiceName: (key: string, choice: string) => known(`admin.setting.${key}.choice.${choice}`, choice),
  }
}
