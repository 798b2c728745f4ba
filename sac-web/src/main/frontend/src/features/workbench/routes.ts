import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/agents/:id(\\d+)/s/:session?',
    name: 'workbench',
    component: () => import('./WorkbenchPage.vue'),
    meta: { title: 'workbench.title', ownChrome: true },
  },
]
