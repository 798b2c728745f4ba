import { Play, RotateCw, Settings, SquareArrowOutUpRight, SquareStop, Trash2 } from '@lucide/vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { Agent } from '@/api/types'
import { report } from '@/app/errors'
import type { Action } from '@/shared/ActionMenu.vue'
import { useAgents } from './store'

/** What one can do with an agent from a list. */
export function useAgentActions() {
  const { t } = useI18n()
  const router = useRouter()
  const agents = useAgents()

  return ({ id, status }: Agent): Action[] => {
    const act = (action: 'start' | 'stop' | 'restart') => () => agents.act(id, action).catch(report)
    const up = status === 'ready' || status === 'starting'
    return [
      { key: 'open', label: t('agents.action.open'), icon: SquareArrowOutUpRight, run: () => router.push({ name: 'workbench', params: { id } }) },
      { key: 'settings', label: t('agents.action.settings'), icon: Settings, run: () => router.push({ name: 'agent-settings', params: { id } }) },
      ...(up
        ? [
            { key: 'restart', label: t('agents.action.restart'), icon: RotateCw, run: act('restart') },
            { key: 'stop', label: t('agents.action.stop'), icon: SquareStop, run: act('stop') },
          ]
        : [{ key: 'start', label: t('agents.action.start'), icon: Play, run: act('start') }]),
      {
        key: 'delete',
        label: t('agents.action.delete'),
        icon: Trash2,
        danger: true,
        run: () => router.push({ name: 'agent-settings', params: { id }, query: { delete: null } }),
      },
    ]
  }
}
