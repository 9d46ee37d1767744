import { describe, expect, it } from 'vitest'
import { normalized } from './normalize.ts'
import { finalScreen } from './screen.ts'
import { svg } from './svg.ts'

const esc = String.fromCharCode(27)
const texts = (written: string): readonly string[] =>
  finalScreen(written).map((spans) => spans.reduce((line, { column, text }) => line.padEnd(column) + text, ''))

describe('the final screen', () => {
  it.each([
    ['lines', 'one\r\ntwo\r\n', ['one', 'two']],
    ['a line written over', 'waiting\rdone', ['doneing']],
    ['a line erased and written again', `waiting\r${esc}[2Kdone`, ['done']],
    ['the rest of a line erased', `abcdef${esc}[4G${esc}[K`, ['abc']],
    ['what is below erased', `a\r\nb\r\nc${esc}[2A${esc}[G${esc}[Jx`, ['x']],
    ['cursor moved up and down', `a\r\nb\r\n${esc}[2A1${esc}[1B2`, ['1', 'b2']],
    ['hidden cursor and synchronized output', `${esc}[?25l${esc}[?2026ha${esc}[?2026l${esc}[?25h`, ['a']],
    ['signs beyond ASCII', '✔ ok', ['✔ ok']],
    ['an empty line inside, none at the end', 'a\r\n\r\nb\r\n\r\n', ['a', '', 'b']],
  ])('shows %s', (_, written, lines) => {
    expect(texts(written)).toEqual(lines)
  })

  it('keeps styles where they were written', () => {
    expect(finalScreen(`${esc}[32m✔${esc}[39m Take ${esc}[1mit${esc}[22m${esc}[2m 1 s${esc}[0m`)).toEqual([
      [
        { column: 0, text: '✔', style: { color: 2 } },
        { column: 1, text: ' Take ', style: {} },
        { column: 7, text: 'it', style: { bold: true } },
        { column: 9, text: ' 1 s', style: { bold: false, dim: true } },
      ],
    ])
  })

  it.each([`${esc}[5X`, `${esc}[48m`, '\t', `${esc}[1J`])('refuses %j, which it would draw wrong', (written) => {
    expect(() => finalScreen(written)).toThrow('the terminal')
  })
})

describe('a picture', () => {
  const drawn = svg({ title: 'A < B', command: 'run', lines: finalScreen(`a & b ${esc}[31m<no>${esc}[39m`) })

  it('holds the text, escaped, in its colours, at its columns', () => {
    expect(drawn).toContain('>a &amp; b</text>')
    expect(drawn).toContain(
      'x="70.4" y="111" textLength="33.6" lengthAdjust="spacingAndGlyphs" fill="#ff7b72">&lt;no&gt;</text>',
    )
    expect(drawn).toContain('<title>A &lt; B</title>')
  })

  it('keeps columns that several spaces part', () => {
    const columns = svg({ title: 'A', command: 'run', lines: finalScreen('id    outcome') })
    expect(columns).toContain('x="20" y="111" textLength="16.8" lengthAdjust="spacingAndGlyphs">id</text>')
    expect(columns).toContain('x="70.4" y="111" textLength="58.8" lengthAdjust="spacingAndGlyphs">outcome</text>')
  })

  it('shows the command that was typed', () => {
    expect(drawn).toContain('font-weight="bold">run</text>')
  })
})

it('makes ports and ids the same, the same port each time', () => {
  expect(normalized('http://127.0.0.1:34500/ localhost:34501 127.0.0.1:34500')).toBe(
    'http://127.0.0.1:4566/ localhost:4567 127.0.0.1:4566',
  )
  expect(normalized('20261231T235959Z-0a0b0c E3QREHWYVEINYP execute-api/406f6818 fraud-or-not')).toBe(
    '20261121T090000Z-3f9a1c E1A2B3C4D5E6F7 execute-api/a1b2c3d4 fraud-or-not',
  )
})
