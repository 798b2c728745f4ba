import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/agents', name: 'agents', component: () => import('./AgentsPage.vue'), meta: { title: 'agents.title' } },
  { path: '/agents/new', name: 'agent-new', component: () => import('./NewAgentPage.vue'), meta: { title: 'agents.new.title' } },
  { path: '/agents/:id(\\d+)', redirect: (to) => ({ name: 'workbench', params: to.params, query: to.query }) },
  { path: '/agents/:id(\\d+)/settings', name: 'agent-settings', component: () => import('./AgentSettingsPage.vue'), meta: { title: 'agents.settings.title' } },
]
