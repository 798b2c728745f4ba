import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'
import { useDraft } from './use-draft'

function open<T>(make: () => T): T {
  return effectScope(true).run(make) as T
}

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('useDraft', () => {
  it('is there again after a reload, until it is cleared', () => {
    const first = open(() => useDraft(() => 'agent:1'))
    first.text.value = 'half a sent'
    const second = open(() => useDraft(() => 'agent:1'))
    expect(second.text.value).toBe('half a sent')
    second.clear()
    expect(open(() => useDraft(() => 'agent:1')).text.value).toBe('')
  })

  it('keeps one text for each agent', () => {
    const agent = ref(1)
    const draft = open(() => useDraft(() => `agent:${agent.value}`))
    draft.text.value = 'for one'
    agent.value = 2
    expect(draft.text.value).toBe('')
    draft.text.value = 'for two'
    agent.value = 1
    expect(draft.text.value).toBe('for one')
  })
})
