import type { Agent, CreateAgentRequest, Harness, PresetName, ProviderInput, UpdateAgentRequest, VariableInput } from '@/api/types'

export interface VariableRow {
  key: number
  name: string
  value: string
  secret: boolean
  /** The last characters of the stored secret, while it is kept. */
  stored: string | null
}

/** What the three blocks edit; empty text is "not given". */
export interface AgentForm {
  name: string
  description: string
  icon: string
  instructions: string
  harness: string
  preset: PresetName
  base_url: string
  /** Typed anew; empty keeps the stored one. */
  key: string
  /** The stored key shall go. */
  remove_key: boolean
  models: { small: string; medium: string; large: string }
  permission_mode: string
  variables: VariableRow[]
}

let rows = 0

export function variableRow(from: Partial<VariableRow> = {}): VariableRow {
  return { name: '', value: '', secret: false, stored: null, ...from, key: rows++ }
}

export function emptyForm(): AgentForm {
  return {
    name: '',
    description: '',
    icon: '',
    instructions: '',
    harness: 'claude-code',
    preset: 'demo',
    base_url: '',
    key: '',
    remove_key: false,
    models: { small: '', medium: '', large: '' },
    permission_mode: '',
    variables: [],
  }
}

export function formOf(agent: Agent): AgentForm {
  const { provider } = agent
  return {
    name: agent.name,
    description: agent.description,
    icon: agent.icon,
    instructions: agent.instructions,
    harness: agent.harness,
    preset: provider.preset,
    base_url: provider.base_url ?? '',
    key: '',
    remove_key: false,
    models: { small: provider.models.small ?? '', medium: provider.models.medium ?? '', large: provider.models.large ?? '' },
    permission_mode: agent.permission_mode ?? '',
    variables: agent.variables.map(({ name, value, secret }) =>
      typeof value === 'object' && value !== null
        ? variableRow({ name, secret, stored: value.set ? (value.last4 ?? '') : null })
        : variableRow({ name, secret, value: value ?? '' }),
    ),
  }
}

function modelsOf(form: AgentForm): ProviderInput['models'] {
  const given = Object.entries(form.models).filter(([, model]) => model.trim() !== '')
  return given.length === 0 ? null : Object.fromEntries(given.map(([size, model]) => [size, model.trim()]))
}

/** The provider as it is sent; a key belongs to the preset it was given for and never goes along to another. */
export function providerOf(form: AgentForm, stored?: Agent): ProviderInput {
  const provider: ProviderInput = { preset: form.preset, models: modelsOf(form) }
  const other = stored !== undefined && stored.provider.preset !== form.preset
  const address = form.base_url.trim()
  if (address !== '' && (other || address !== stored?.provider.base_url)) provider.base_url = address
  else if (address === '' && (other || stored?.provider.base_url)) provider.base_url = null
  if (form.key.trim() !== '') provider.key = form.key.trim()
  else if (other || form.remove_key) provider.key = null
  return provider
}

function variablesOf(form: AgentForm): VariableInput[] {
  return form.variables
    .filter(({ name, value, stored }) => name.trim() !== '' || value !== '' || stored !== null)
    .map(({ name, value, secret, stored }) =>
      secret && stored !== null && value === '' ? { name: name.trim(), secret } : { name: name.trim(), value, secret },
    )
}

export function createRequest(form: AgentForm, harness?: Harness): CreateAgentRequest {
  const request: CreateAgentRequest = { name: form.name.trim(), harness: form.harness }
  if (form.description.trim()) request.description = form.description.trim()
  if (form.icon) request.icon = form.icon
  if (form.instructions.trim()) request.instructions = form.instructions
  if (harness === undefined || harness.providers.length > 0) {
    request.provider = providerOf(form)
    if (request.provider.models === null) delete request.provider.models
  }
  if (form.permission_mode && harness?.permission_modes.includes(form.permission_mode)) request.permission_mode = form.permission_mode
  const variables = variablesOf(form)
  if (variables.length > 0) request.variables = variables
  return request
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function withoutKeys(form: AgentForm): unknown {
  return { ...form, variables: form.variables.map(({ name, value, secret, stored }) => ({ name, value, secret, stored })) }
}

export function sameForm(a: AgentForm, b: AgentForm): boolean {
  return same(withoutKeys(a), withoutKeys(b))
}

/** Only what was changed, so that a change made elsewhere meanwhile stays. */
export function updateRequest(form: AgentForm, agent: Agent): UpdateAgentRequest {
  const before = formOf(agent)
  const request: UpdateAgentRequest = {}
  if (form.name !== before.name) request.name = form.name.trim()
  if (form.description !== before.description) request.description = form.description.trim() || null
  if (form.icon !== before.icon) request.icon = form.icon || null
  if (form.instructions !== before.instructions) request.instructions = form.instructions || null
  if (form.permission_mode !== before.permission_mode) request.permission_mode = form.permission_mode || null
  if (!same(things.provider(form), things.provider(before))) request.provider = providerOf(form, agent)
  if (!same(things.variables(form), things.variables(before))) request.variables = variablesOf(form)
  return request
}

/** What is changed as one: a provider without its address would be another provider. */
const things = {
  name: ({ name }: AgentForm) => ({ name }),
  description: ({ description }: AgentForm) => ({ description }),
  icon: ({ icon }: AgentForm) => ({ icon }),
  instructions: ({ instructions }: AgentForm) => ({ instructions }),
  permission_mode: ({ permission_mode }: AgentForm) => ({ permission_mode }),
  provider: ({ preset, base_url, key, remove_key, models }: AgentForm) => ({ preset, base_url, key, remove_key, models }),
  variables: ({ variables }: AgentForm) => ({ variables: variables.map(({ name, value, secret, stored }) => ({ name, value, secret, stored })) }),
}
export type Thing = keyof typeof things

/** Takes one thing from another form. */
export function takeThing(form: AgentForm, thing: Thing, from: AgentForm): void {
  if (thing === 'variables') form.variables = from.variables.map((row) => variableRow(row))
  else Object.assign(form, JSON.parse(JSON.stringify(things[thing](from))))
}

/**
 * Brings what was changed elsewhere into a form that is being edited: what was left alone here follows; what was changed
 * on both sides stays as typed, and is named.
 */
export function mergeForm(form: AgentForm, before: AgentForm, now: AgentForm): Thing[] {
  const conflicts: Thing[] = []
  for (const thing of Object.keys(things) as Thing[]) {
    const [mine, old, theirs] = [things[thing](form), things[thing](before), things[thing](now)]
    if (same(old, theirs) || same(mine, theirs)) continue
    if (same(mine, old)) takeThing(form, thing, now)
    else conflicts.push(thing)
  }
  return conflicts
}
