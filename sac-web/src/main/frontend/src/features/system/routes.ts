import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/unreachable', name: 'unreachable', component: () => import('./UnreachablePage.vue'), meta: { title: 'system.unreachable.title', layout: 'plain', open: true } },
  { path: '/:path(.*)*', name: 'not-found', component: () => import('./NotFoundPage.vue'), meta: { title: 'system.notFound.title' } },
]
