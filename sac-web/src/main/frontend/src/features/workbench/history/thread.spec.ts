import { describe, expect, it } from 'vitest'
import type { Entry } from '../types'
import { excerptOf, threadOf } from './thread'

let number = 0
function entry(role: Entry['role'], content: unknown[], at = '2026-11-21T10:00:00Z'): Entry {
  return { entry_id: `e${++number}`, agent_id: 1, conversation_id: 'c', role, content, at } as Entry
}
const day = (at: string) => at.slice(0, 10)

describe('threadOf', () => {
  it('should fold a tool call and its result into one line', () => {
    const items = threadOf(
      [
        entry('user', [{ type: 'text', text: 'Write a report' }]),
        entry('assistant', [{ type: 'tool_use', id: 't1', name: 'Write', input: { file_path: '/w/output/report.md', content: 'a\nb\nc\n' } }]),
        entry('tool', [{ type: 'tool_result', tool_use_id: 't1', content: 'File created' }]),
        entry('assistant', [{ type: 'text', text: 'Done.' }]),
      ],
      day,
    )
    expect(items.map((item) => item.kind)).toEqual(['day', 'message', 'tool', 'message'])
    expect(items[2]).toMatchObject({ tool: { sentence: 'wrote', values: { file: 'report.md', n: 3 }, result: 'File created', failed: false } })
  })

  it('should mark a call that failed', () => {
    const items = threadOf(
      [
        entry('assistant', [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'make\nall' } }]),
        entry('user', [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'no rule' }] }]),
      ],
      day,
    )
    expect(items).toHaveLength(2)
    expect(items[1]).toMatchObject({ tool: { sentence: 'ran', values: { what: 'make' }, result: 'no rule', failed: true } })
  })

  it('should start each day with its date', () => {
    const items = threadOf(
      [
        entry('user', [{ type: 'text', text: 'one' }], '2026-11-20T10:00:00Z'),
        entry('user', [{ type: 'text', text: 'two' }], '2026-11-20T11:00:00Z'),
        entry('user', [{ type: 'text', text: 'three' }], '2026-11-21T10:00:00Z'),
      ],
      day,
    )
    expect(items.map((item) => item.kind)).toEqual(['day', 'message', 'message', 'day', 'message'])
    expect(items[2]).toMatchObject({ continued: true })
    expect(items[4]).toMatchObject({ continued: false })
  })

  it('should leave out what the program wrote for itself', () => {
    const items = threadOf(
      [
        entry('user', [{ type: 'text', text: '<system-reminder>secret</system-reminder>' }]),
        entry('user', [{ type: 'text', text: '<command-name>/model</command-name>\n<command-args>opus</command-args>' }]),
        entry('assistant', [{ type: 'thinking', thinking: 'hm' }]),
      ],
      day,
    )
    expect(items).toHaveLength(2)
    expect(items[1]).toMatchObject({ text: '/model opus' })
  })

  it('should keep pictures of harmless kinds only', () => {
    const image = (media_type: string) => ({ type: 'image', source: { type: 'base64', media_type, data: 'AA' } })
    const items = threadOf([entry('user', [image('image/png'), image('image/svg+xml')])], day)
    expect(items[1]).toMatchObject({ images: [{ source: 'data:image/png;base64,AA' }] })
  })

  it('should name a tool it does not know', () => {
    expect(threadOf([entry('assistant', [{ type: 'tool_use', id: 'x', name: 'Draw' }])], day)[1]).toMatchObject({
      tool: { sentence: 'used', values: { name: 'Draw' } },
    })
  })
})

describe('excerptOf', () => {
  it('should show the words with what stands around them', () => {
    const found = excerptOf(entry('user', [{ type: 'text', text: 'Please write the Quarterly\nreport soon' }]), 'quarterly report'.slice(0, 9))
    expect(found).toEqual({ before: 'Please write the ', match: 'Quarterly', after: ' report soon' })
  })
})
