import { describe, expect, it } from 'vitest'
import { guessDelimiter, isNumeric, parseTable } from './csv'

describe('parseTable', () => {
  it.each([
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
    ['"a,b",c', [['a,b', 'c']]],
    ['"say ""hi""",x', [['say "hi"', 'x']]],
    ['"two\nlines",x\ny,z', [['two\nlines', 'x'], ['y', 'z']]],
    ['a,,b\n,,', [['a', '', 'b'], ['', '', '']]],
    ['a,\nb,', [['a', ''], ['b', '']]],
    ['a\n\n\nb', [['a'], ['b']]],
    ['\ufeffname,age', [['name', 'age']]],
    ['"open', [['open']]],
    ['', []],
    ['"",""', [['', '']]],
    ['"a" b,c', [['a b', 'c']]],
    ['5" pipe,1', [['5" pipe', '1']]],
  ])('should read %j', (text, rows) => {
    expect(parseTable(text, ',').rows).toEqual(rows)
  })

  it('should count the widest row', () => {
    expect(parseTable('a\n1,2,3').columns).toBe(3)
  })

  it('should stop at the limit and say so', () => {
    expect(parseTable('a\nb\nc', ',', 2)).toEqual({ rows: [['a'], ['b']], columns: 1, cut: true })
  })

  it('should read a hundred thousand rows quickly', () => {
    const text = Array.from({ length: 100_000 }, (_, row) => `${row},"name, ${row}",${row * 2}`).join('\n')
    const began = performance.now()
    expect(parseTable(text).rows.length).toBe(100_000)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('guessDelimiter', () => {
  it.each([
    ['a;b;c\n1,5;2;3', ';'],
    ['a\tb\n', '\t'],
    ['"a;b;c",d\n', ','],
    ['plain', ','],
  ])('of %j should be %j', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })
})

describe('isNumeric', () => {
  it('should look past the heading and empty cells', () => {
    const table = parseTable('name,price\nA,1.50\nB,\nC,"1,200"')
    expect(isNumeric(table, 0)).toBe(false)
    expect(isNumeric(table, 1)).toBe(true)
  })
})
