import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/admin',
    component: () => import('./AdminPage.vue'),
    meta: { title: 'admin.title', role: 'admin' },
    children: [
      { path: '', name: 'admin', component: () => import('./OverviewTab.vue') },
      { path: 'users', name: 'admin-users', component: () => import('./UsersTab.vue'), meta: { title: 'admin.tab.users' } },
      { path: 'settings', name: 'admin-settings', component: () => import('./SettingsTab.vue'), meta: { title: 'admin.tab.settings' } },
    ],
  },
]
