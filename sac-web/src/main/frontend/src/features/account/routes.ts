import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/setup', name: 'setup', component: () => import('./SetupPage.vue'), meta: { title: 'account.setup.title', layout: 'plain', open: true } },
  { path: '/login', name: 'login', component: () => import('./LoginPage.vue'), meta: { title: 'account.login.title', layout: 'plain', open: true } },
  { path: '/register', name: 'register', component: () => import('./RegisterPage.vue'), meta: { title: 'account.register.title', layout: 'plain', open: true } },
]
