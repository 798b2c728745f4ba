import { describe, expect, it } from 'vitest'
import type { Agent } from '@/api/types'
import { createRequest, emptyForm, formOf, mergeForm, providerOf, sameForm, updateRequest, variableRow } from './agent-form'

const agent: Agent = {
  id: 7,
  name: 'Writer',
  description: 'Writes',
  icon: 'code',
  instructions: '',
  harness: 'claude-code',
  provider: { preset: 'anthropic', key: { set: true, last4: 'k7Qa' }, models: { large: 'opus' } },
  variables: [
    { name: 'REGION', value: 'eu', secret: false },
    { name: 'TOKEN', value: { set: true, last4: '99ab' }, secret: true },
  ],
  status: 'ready',
  created_at: '2026-11-21T09:00:00Z',
  updated_at: '2026-11-21T09:00:00Z',
}

describe('updateRequest', () => {
  it('is empty without a change', () => {
    expect(updateRequest(formOf(agent), agent)).toEqual({})
  })

  it('sends only what was changed and clears with null', () => {
    expect(updateRequest({ ...formOf(agent), description: ' ', name: 'Coder' }, agent)).toEqual({ name: 'Coder', description: null })
  })

  it('keeps a stored key by not sending it', () => {
    const form = formOf(agent)
    form.models.small = 'haiku'
    expect(updateRequest(form, agent).provider).toEqual({ preset: 'anthropic', models: { large: 'opus', small: 'haiku' } })
  })

  it('removes a stored key when asked to', () => {
    expect(updateRequest({ ...formOf(agent), remove_key: true }, agent)).toEqual({ provider: { preset: 'anthropic', models: { large: 'opus' }, key: null } })
  })

  it('does not take a stored key along to another provider', () => {
    expect(updateRequest({ ...formOf(agent), preset: 'kimi' }, agent).provider).toMatchObject({ preset: 'kimi', key: null, base_url: null })
  })

  it('sends an address only when it is another', () => {
    const own: Agent = { ...agent, provider: { preset: 'custom', base_url: 'https://a.example', key: { set: true }, models: {} } }
    expect(updateRequest({ ...formOf(own), key: 'new' }, own).provider).not.toHaveProperty('base_url')
    expect(updateRequest({ ...formOf(own), base_url: 'https://b.example' }, own).provider).toMatchObject({ base_url: 'https://b.example' })
    expect(updateRequest({ ...formOf(own), base_url: '' }, own).provider).toMatchObject({ base_url: null })
  })

  it('keeps a stored secret and drops empty rows', () => {
    const form = formOf(agent)
    Object.assign(form.variables[0] ?? {}, { value: 'us' })
    form.variables.push(variableRow())
    expect(updateRequest(form, agent).variables).toEqual([
      { name: 'REGION', value: 'us', secret: false },
      { name: 'TOKEN', secret: true },
    ])
  })
})

describe('createRequest', () => {
  it('leaves out what was not given', () => {
    expect(createRequest({ ...emptyForm(), name: ' Writer ' })).toEqual({ name: 'Writer', harness: 'claude-code', provider: { preset: 'demo' } })
  })

  it('has no provider for a program without a model', () => {
    const shell = { id: 'shell', name: 'Shell', description: '', transport: 'terminal' as const, installed: true, providers: [], permission_modes: [] }
    expect(createRequest({ ...emptyForm(), name: 'T', harness: 'shell', permission_mode: 'plan' }, shell)).toEqual({ name: 'T', harness: 'shell' })
  })
})

describe('mergeForm', () => {
  const before = formOf(agent)

  it('takes what was left alone here, and keeps what was typed', () => {
    const form = { ...formOf(agent), name: 'Mine' }
    expect(mergeForm(form, before, { ...formOf(agent), description: 'Theirs' })).toEqual([])
    expect(form).toMatchObject({ name: 'Mine', description: 'Theirs' })
  })

  it('names what both changed, and keeps it as typed', () => {
    const form = { ...formOf(agent), name: 'Mine', preset: 'kimi' as const, models: { small: '', medium: '', large: '' } }
    expect(mergeForm(form, before, { ...formOf(agent), name: 'Theirs', preset: 'glm' })).toEqual(['name', 'provider'])
    expect(form).toMatchObject({ name: 'Mine', preset: 'kimi' })
  })

  it('is content when both changed it alike', () => {
    expect(mergeForm({ ...formOf(agent), name: 'Same' }, before, { ...formOf(agent), name: 'Same' })).toEqual([])
  })

  it('takes a whole list of variables', () => {
    const form = formOf(agent)
    expect(mergeForm(form, before, { ...formOf(agent), variables: [variableRow({ name: 'NEW', value: '1' })] })).toEqual([])
    expect(form.variables).toMatchObject([{ name: 'NEW', value: '1' }])
  })
})

describe('forms', () => {
  it('are the same whatever rows were made when', () => {
    expect(sameForm(formOf(agent), formOf(agent))).toBe(true)
  })

  it('give an address and a typed key', () => {
    expect(providerOf({ ...emptyForm(), preset: 'custom', base_url: ' https://x.example ', key: ' abc ' })).toEqual({
      preset: 'custom',
      base_url: 'https://x.example',
      key: 'abc',
      models: null,
    })
  })
})
