import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { api, ApiProblem } from '@/api/client'
import { useAttachments } from './use-attachments'

const file = (name: string) => new File(['content'], name, { type: 'text/plain' })
const notReady = () => new ApiProblem('agent-not-ready', 503, '', '')

function start() {
  const ready = ref(false)
  const attachments = effectScope().run(() => useAttachments(() => 7, () => ready.value))
  if (!attachments) throw new Error('no scope')
  return { ready, ...attachments }
}

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
})

it('puts files into the workspace one after the other and gives the paths they got', async () => {
  const post = vi.spyOn(api, 'post').mockImplementation((_, body) => Promise.resolve({ path: `uploads/2-${(body as File).name}` }))
  const { add, settled } = start()

  add([file('a.csv'), file('b.csv')])

  expect(post).toHaveBeenCalledTimes(1)
  expect(await settled()).toEqual(['uploads/2-a.csv', 'uploads/2-b.csv'])
  expect(post.mock.calls[0]?.[2]?.query).toEqual({ agent_id: 7, path: 'uploads/a.csv' })
})

it('waits for an agent that is not up yet', async () => {
  const post = vi.spyOn(api, 'post').mockRejectedValueOnce(notReady()).mockResolvedValue({ path: 'uploads/a.csv' })
  const { add, list, ready, settled } = start()
  add([file('a.csv')])
  await vi.waitFor(() => { expect(list.value[0]?.state).toBe('waiting') })

  ready.value = true

  expect(await settled()).toEqual(['uploads/a.csv'])
  expect(post).toHaveBeenCalledTimes(2)
})

it('says which one failed and tries it again', async () => {
  vi.spyOn(api, 'post').mockRejectedValueOnce(new ApiProblem('too-large', 413, '', '')).mockResolvedValue({ path: 'uploads/a.csv' })
  const { add, list, retry, settled } = start()
  add([file('a.csv')])
  expect(await settled()).toBeNull()

  retry(list.value[0]?.key ?? -1)

  expect(await settled()).toEqual(['uploads/a.csv'])
})

it('keeps what is there over a reload until it is sent', async () => {
  vi.spyOn(api, 'post').mockResolvedValue({ path: 'uploads/a.csv' })
  const first = start()
  first.add([file('a.csv')])
  await first.settled()

  const second = start()
  expect(await second.settled()).toEqual(['uploads/a.csv'])
  second.clear()
  await nextTick()

  expect(await start().settled()).toEqual([])
})
