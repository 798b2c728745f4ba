import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'

export interface Resource<T> {
  data: Readonly<Ref<T | undefined>>
  error: Readonly<Ref<unknown>>
  loading: Readonly<Ref<boolean>>
  load: () => Promise<void>
  /** Takes what a change answered, without asking again. */
  set: (value: T) => void
}

/** One thing read from the server: what there is stays in view while it is read anew, and the last question wins. */
export function useResource<T>(read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const data = shallowRef<T>()
  const error = ref<unknown>()
  const loading = ref(true)
  let running = new AbortController()

  async function load(): Promise<void> {
    running.abort()
    const own = (running = new AbortController())
    loading.value = true
    try {
      const answer = await read(own.signal)
      if (own.signal.aborted) return
      data.value = answer
      error.value = undefined
    } catch (problem) {
      if (!own.signal.aborted) error.value = problem
    } finally {
      if (running === own) loading.value = false
    }
  }

  onScopeDispose(() => {
    running.abort()
  })
  void load()
  return { data, error, loading, load, set: (value) => (data.value = value) }
}
