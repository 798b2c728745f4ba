import { describe, expect, it } from 'vitest'
import { EventParser } from './events'

function parse(...chunks: string[]) {
  const parser = new EventParser()
  const messages: { id: string; type: string; data: string }[] = []
  for (const chunk of chunks) parser.push(chunk, (message) => messages.push(message))
  return messages
}

describe('EventParser', () => {
  it('reads an event with its id', () => {
    expect(parse('id: 7\ndata: {"a":1}\n\n')).toEqual([{ id: '7', type: 'message', data: '{"a":1}' }])
  })

  it('reads an event that comes in pieces', () => {
    expect(parse('id: 7\nda', 'ta: {"a"', ':1}\n', '\nid: 8\ndata: x\n\n').map(({ data }) => data)).toEqual(['{"a":1}', 'x'])
  })

  it('joins the lines of one event and takes every line end', () => {
    expect(parse('event: reset\r\ndata: one\r\ndata: two\r\n\r\n')).toEqual([{ id: '', type: 'reset', data: 'one\ntwo' }])
  })

  it('takes comments as a sign of life only', () => {
    expect(parse(': still here\n\n', ':\n\n')).toEqual([])
  })

  it('hears where the stream stands without an event', () => {
    const positions: string[] = []
    new EventParser().push('id: 41\n: here\n\n', () => undefined, (id) => positions.push(id))
    expect(positions).toEqual(['41'])
  })

  it('keeps the last id for events without one', () => {
    expect(parse('id: 7\ndata: a\n\ndata: b\n\n').map(({ id }) => id)).toEqual(['7', '7'])
  })
})
