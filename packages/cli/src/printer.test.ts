import type { Envelope, Event } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { plainEnvelope } from './envelope.ts'
import { openPrinter, type Printer } from './printer.ts'
import type { OutputForm } from './program.ts'

const now = (): Date => new Date('2026-11-21T16:00:00.000Z')
const stamp = (seq: number) => ({ v: 1, t: now().toISOString(), seq, run: 'r1' }) as const
const hello: Event = { ...stamp(0), type: 'hello', tool: 'ship', version: '1', command: 'ship send' }
const warning: Event = { ...stamp(1), type: 'warning', message: 'slow' }
const envelope: Envelope = plainEnvelope({ run: 'r1', command: 'ship send', exitCode: 0 })
const result: Event = { ...stamp(2), type: 'result', result: { ...envelope, exitCode: 1, ok: false } }

function open(form: OutputForm): { printer: Printer; lines: () => readonly Event[]; text: () => string } {
  let text = ''
  const printer = openPrinter({
    form,
    write: (more) => {
      text += more
    },
    hello: { run: 'r1', tool: 'ship', version: '1', command: 'ship send' },
    now,
  })
  const lines = (): readonly Event[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line): Event => JSON.parse(line))
  return { printer, lines, text: () => text }
}

it('prints one hello and one result, though a command asks twice', () => {
  const { printer, lines } = open('ndjson')
  for (const event of [hello, warning, result, hello, warning, result]) printer.event(event)
  printer.finish(envelope)
  expect(lines().map((line) => [line.type, line.seq])).toEqual([
    ['hello', 0],
    ['warning', 1],
    ['warning', 2],
    ['result', 3],
  ])
  expect(lines().at(-1)).toMatchObject({ result: { exitCode: 0 } })
})

it('says hello before anything else, where nothing said it', () => {
  const { printer, lines } = open('ndjson')
  printer.event(warning)
  printer.finish(envelope)
  expect(lines().map((line) => line.type)).toEqual(['hello', 'warning', 'result'])
  expect(lines()[0]).toEqual(hello)
})

it.each(['ndjson', 'json', 'text'] as const)('says nothing after the result in %s', (form) => {
  const { printer, text } = open(form)
  printer.finish(envelope, 'done\n')
  const before = text()
  printer.finish(envelope, 'done\n')
  printer.event(warning)
  expect(before).not.toBe('')
  expect(text()).toBe(before)
  expect(printer.finished).toBe(true)
})

it.each(['json', 'text'] as const)('prints no events in %s', (form) => {
  const { printer, text } = open(form)
  for (const event of [hello, warning, result]) printer.event(event)
  expect(text()).toBe('')
})
