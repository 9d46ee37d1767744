import { expect, it } from 'vitest'
import { behindAtSuites, suiteGoals, suitePart } from './page.ts'

const times = (value: number) => Array.from({ length: 3 }, () => ({ wall: value, cpu: value }))
const sample = (value: number) => [
  { code: 0, wall: value, cpu: value, rss: value * 1e8, calls: 0, connections: 0, operations: {} },
]
const figures = {
  rounds: 1,
  contests: [
    { parallel: 1, own: times(0.013), bare: times(0.01), samples: { 'project-test': sample(2), hurl: sample(1) } },
    { parallel: 100, own: times(0.014), bare: times(0.01), samples: { 'project-test': sample(2) } },
  ],
}

it('holds suites to 1.3 times a bare loop', () => {
  expect(suiteGoals(figures).map(({ measured, reached }) => [measured, reached])).toEqual([
    ['1.30x time, 1.30x CPU', true],
    ['1.40x time, 1.40x CPU', false],
  ])
})

it('tells where hurl needs less, and only where it ran', () => {
  expect(behindAtSuites(figures)).toEqual([
    'suites, one after the other: hurl is faster',
    'suites, one after the other: hurl takes less CPU',
    'suites, one after the other: hurl takes less memory',
  ])
})

it('shows both contests', () => {
  expect(suitePart(figures)).toContain('| 100 at a time | 10.0 | 14.0 | 1.40x | 10.0 | 14.0 | 1.40x |')
})
