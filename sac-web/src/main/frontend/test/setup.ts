import { config } from '@vue/test-utils'
import { beforeAll } from 'vitest'
import { i18n, useLanguage } from '@/app/i18n'

config.global.plugins.push(i18n)

beforeAll(async () => {
  await useLanguage('en')
})
