import { describe, expect, it } from 'vitest'
import { returnPath } from './router'

describe('returnPath', () => {
  it('leads to a page of ours', () => {
    expect(returnPath('/agents/7/s/?panel=output')).toBe('/agents/7/s/?panel=output')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined, ['/a']])('does not lead to %s', (query) => {
    expect(returnPath(query)).toBe('/')
  })
})
