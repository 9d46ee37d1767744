import { describe, expect, it } from 'vitest'
import { seeded } from '../soak/random.ts'
import { allLives, someLives } from './crash.ts'
import { ways } from './disturbance.ts'
import { countOf, growth } from './inventory.ts'
import { judgeTerminal } from './terminal.ts'

const calls = [5, 3, 4]

describe('the points at which runs are ended', () => {
  it('are all calls of all acts in every way', () => {
    const points = calls.map((_, act) => allLives({ calls }).flatMap((life) => life[act] ?? []))
    for (const [act, total] of calls.entries()) {
      const named = points[act]?.map(({ way, call }) => `${way} ${call}`) ?? []
      expect(new Set(named).size).toBe(named.length)
      expect(named.length).toBe(total * ways.length)
    }
  })

  it('are the same for the same seed, different in a life, and within the calls of their act', () => {
    const [once, again] = [1, 2].map(() => someLives({ calls }, 4, seeded(7)))
    expect(once).toEqual(again)
    for (const [act, total] of calls.entries()) {
      const chosen = once?.flatMap((life) => life[act] ?? []) ?? []
      expect(chosen.length).toBe(4)
      expect(chosen.every(({ call }) => call >= 1 && call <= total)).toBe(true)
    }
  })
})

describe('what is left behind', () => {
  it('is what is there more or less often than before', () => {
    expect(growth({ table: 1, gone: 1, 'lock a': 1 }, { table: 1, more: 2, 'lock a': 1 })).toEqual({
      gone: -1,
      more: 2,
    })
  })

  it('is counted by kind', () => {
    const inventory = { 'open change set of a': 2, 'open change set of b': 1, 'lock a': 1, bucket: 1 }
    expect(countOf(inventory, 'open change set')).toBe(3)
    expect(countOf(inventory, 'lock')).toBe(1)
  })
})

describe('a terminal', () => {
  const run = { code: 130, unpressed: 0, restored: true }

  it.each([
    ['shows its cursor and stands at the beginning of a line', '\u001b[?25lworking\r\ninterrupted\r\n\u001b[?25h', []],
    ['hides its cursor', '\u001b[?25lworking\r\n', ['the cursor stays hidden']],
    ['stays at the alternate screen', '\u001b[?1049hworking\r\n', ['the alternate screen stays']],
    ['stands in the middle of a line', 'working', ['the last line is not ended: "working"']],
  ])('that %s is judged so', (_, output, wrong) => {
    expect(judgeTerminal({ ...run, output })).toEqual(wrong)
  })

  it('whose settings are not those from before is not whole', () => {
    expect(judgeTerminal({ ...run, output: '', restored: false })).toEqual([
      'the settings of the terminal are not restored',
    ])
  })
})
