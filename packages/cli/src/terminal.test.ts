import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { HostOutput } from './host.ts'
import { canAsk, isColoured, isLively, widthOf } from './terminal.ts'
import { testHost } from './test-host.test.fixture.ts'

const stream = (isTTY: boolean, columns?: number): HostOutput =>
  Object.assign(new PassThrough(), columns === undefined ? { isTTY } : { isTTY, columns })

it.each([
  [true, {}, false, true],
  [false, {}, false, false],
  [true, {}, true, false],
  [true, { NO_COLOR: '1' }, false, false],
  [true, { NO_COLOR: '' }, false, true],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  [false, { FORCE_COLOR: '1' }, false, true],
  [false, { FORCE_COLOR: '' }, false, true],
  [true, { FORCE_COLOR: '0' }, false, false],
  [true, { FORCE_COLOR: 'false' }, false, false],
  [false, { FORCE_COLOR: '3' }, true, false],
  [true, { TERM: 'dumb' }, false, false],
  [false, { CI: 'true' }, false, false],
])('decides on colours: terminal %s, environment %j, forbidden %s: %s', (isTTY, environment, forbidden, expected) => {
  expect(isColoured(stream(isTTY), environment, forbidden)).toBe(expected)
})

it.each([
  [true, {}, true, true],
  [true, { CI: 'true' }, false, false],
  [true, { CI: '1' }, false, false],
  [true, { CI: 'false' }, true, true],
  [true, { TERM: 'dumb' }, false, true],
  [false, {}, false, false],
])('redraws lines and asks: terminal %s, environment %j: %s, %s', (terminal, environment, lively, asks) => {
  const host = testHost({ argv: [], environment, terminal })
  expect([isLively(host), canAsk(host)]).toEqual([lively, asks])
})

it('does not redraw at a terminal whose size nobody knows', () => {
  const { stderr, ...host } = testHost({ argv: [], terminal: true })
  expect(isLively({ ...host, stderr: Object.assign(stderr, { columns: 0 }) })).toBe(false)
})

it.each([
  [stream(true, 93), {}, 93],
  [stream(true, 93), { COLUMNS: '61' }, 61],
  [stream(true, 93), { COLUMNS: 'wide' }, 93],
  [stream(true, 0), {}, Number.POSITIVE_INFINITY],
  [stream(false), {}, Number.POSITIVE_INFINITY],
  [stream(false), { COLUMNS: '70' }, 70],
])('takes the width from COLUMNS, then from the terminal, case %#', (output, environment, width) => {
  expect(widthOf(output, environment)).toBe(width)
})
