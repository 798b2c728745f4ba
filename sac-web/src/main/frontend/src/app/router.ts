import { createRouter, createWebHistory, START_LOCATION, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { base } from '@/shared/base'
import { useSession } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** A key of the messages; a page about one thing sets a better title itself. */
    title?: string
    /** `plain` is one card without the shell. */
    layout?: 'app' | 'plain'
    /** Open to who is not logged in. */
    open?: boolean
    role?: 'admin'
    /** The workbench brings its own bar at the bottom of a phone, and fills the window. */
    ownChrome?: boolean
  }
}

/** Each feature declares its pages in its own `routes.ts`. */
const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('../features/*/routes.ts', { eager: true })

export const router = createRouter({
  history: createWebHistory(base.pathname),
  routes: Object.values(features).flatMap((feature) => feature.routes),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

let moved = false
router.afterEach((_to, from) => {
  if (from !== START_LOCATION) moved = true
})

/** Whether this is another page than the one that was opened. */
export const hasMoved = (): boolean => moved

/** Where to go after login: only ever a path of our own. */
export function returnPath(query: unknown): string {
  return typeof query === 'string' && /^\/(?![/\\])/.test(query) ? query : '/'
}

router.beforeEach(async (to: RouteLocationNormalized) => {
  const session = useSession()
  try {
    await session.restore()
  } catch {
    // Not reachable: the page itself says so, and offers to try again.
    return to.name === 'unreachable' || to.meta.open ? true : { name: 'unreachable', query: { to: to.fullPath }, replace: true }
  }
  if (!session.user && !to.meta.open) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  return true
})
