import { storage } from '@/shared/storage'

/** Browsers offer notifications on secure addresses only, and some phones not at all. */
export const canNotify = window.isSecureContext && 'Notification' in window

/** Switched on by the person here, and still allowed by the browser. */
export function notificationsEnabled(): boolean {
  return canNotify && storage.get('notifications') === 'on' && Notification.permission === 'granted'
}

/** Asks the browser when it has to; whether they are on now. */
export async function enableNotifications(on: boolean): Promise<boolean> {
  const allowed = on && canNotify && (await Notification.requestPermission()) === 'granted'
  storage.set('notifications', allowed ? 'on' : null)
  return allowed
}

/** Says something in the system's way while the page is not in view; one about the same thing replaces the one before. */
export function notify(about: string, text: string, open: () => void): void {
  if (!notificationsEnabled() || (document.visibilityState === 'visible' && document.hasFocus())) return
  const shown = new Notification(text, { tag: about })
  shown.addEventListener('click', () => {
    window.focus()
    open()
    shown.close()
  })
}
