import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { installErrorHandler } from './app/errors'
import { i18n, preferredLanguage, useLanguage } from './app/i18n'
import { router } from './app/router'
import './app/fonts.css'
import './app/base.css'

const app = createApp(App)
installErrorHandler(app)
app.use(createPinia()).use(i18n).use(router)
await useLanguage(preferredLanguage())
await router.isReady()
app.mount('#app')
