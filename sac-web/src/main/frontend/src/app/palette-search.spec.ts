import { describe, expect, it } from 'vitest'
import type { Command } from './commands'
import { searchCommands } from './palette-search'

const make = (label: string, keywords = ''): Command => ({ id: label, label, keywords, group: 'Agents', run: () => undefined })
const commands = [make('Settings of Market research'), make('Market research', 'reads reports'), make('Settings'), make('通义助手')]
const found = (query: string) => searchCommands(commands, query).map(({ label }) => label)

describe('searchCommands', () => {
  it('shows everything for nothing', () => {
    expect(found('  ')).toHaveLength(4)
  })

  it('puts first what begins with the word', () => {
    expect(found('mark')).toEqual(['Market research', 'Settings of Market research'])
  })

  it('wants every word', () => {
    expect(found('set market')).toEqual(['Settings of Market research'])
  })

  it('finds by what a thing is about', () => {
    expect(found('reports')).toEqual(['Market research'])
  })

  it('finds Chinese in the middle of a name', () => {
    expect(found('助手')).toEqual(['通义助手'])
  })
})
