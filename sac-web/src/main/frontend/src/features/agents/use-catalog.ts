import { useI18n } from 'vue-i18n'
import { api } from '@/api/client'
import type { Harness, ProviderPreset } from '@/api/types'
import { useResource } from '@/shared/use-resource'

/** The programs and model providers one can choose from. */
export function useCatalog() {
  return useResource(async (signal) => {
    const [{ harnesses }, { presets }] = await Promise.all([
      api.get<{ harnesses: Harness[] }>('api/harnesses', undefined, signal),
      api.get<{ presets: ProviderPreset[] }>('api/provider-presets', undefined, signal),
    ])
    return { harnesses, presets }
  })
}

/** The person's language for what we know; the server's words for what an administrator added. */
export function useCatalogWords() {
  const { t, te } = useI18n()
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  return {
    harnessText: (harness: Harness) => known(`agents.harness.${harness.id}`, harness.description),
    presetName: (preset: ProviderPreset) => known(`agents.preset.${preset.preset}.name`, preset.name),
    presetText: (preset: ProviderPreset) => known(`agents.preset.${preset.preset}.text`, preset.description),
    permissionText: (mode: string) => known(`agents.permission.${mode}`, mode),
  }
}
