import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** The tab's title: what this page is about, then the product. */
export function useTitle(title: MaybeRefOrGetter<string | undefined>): void {
  watchEffect(() => {
    const text = toValue(title)
    document.title = text ? `${text} · SAC` : 'SAC'
  })
}
