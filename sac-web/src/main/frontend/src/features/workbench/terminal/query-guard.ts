import type { IDisposable, Terminal } from '@xterm/xterm'

/**
 * Lets only the viewer who drives answer a program's questions about the terminal: several answers to one question
 * would be read as typing, and an answer from a looker-on would make them drive.
 */
export function guardQueries(terminal: Terminal, mayAnswer: () => boolean): IDisposable[] {
  const swallow = () => !mayAnswer()
  const { parser } = terminal
  const asks = (data: string) => data.split(';').includes('?') && swallow()
  return [
    parser.registerCsiHandler({ final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow),
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    ...[4, 10, 11, 12].map((code) => parser.registerOscHandler(code, asks)),
  ]
}
