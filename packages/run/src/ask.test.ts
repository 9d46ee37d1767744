import { type Event, ExitCode, ProjectError, type Question } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { ask } from './ask.ts'
import { createMasker } from './masker.ts'
import type { RunOptions } from './options.ts'

async function play(question: Partial<Question>, more: Partial<RunOptions> = {}) {
  const events: Event[] = []
  const masker = createMasker()
  masker.add('hunter2secret')
  const envelope = await ask(
    { command: 'test ask', scopes: [], ask: async () => ({ data: null }), ...question },
    {
      tool: { name: 'test', version: '0' },
      run: 'r1',
      now: () => new Date(0),
      emit: (event) => events.push(event),
      masker,
      errors: [{ TEST_USAGE: { exit: ExitCode.usage, meaning: '' } }],
      signal: new AbortController().signal,
      ...more,
    },
  )
  return { envelope, events }
}

const aborted = AbortSignal.abort('SIGTERM')

describe('ask', () => {
  it('answers with hello, rows and one result', async () => {
    const { events, envelope } = await play({
      ask: async ({ emit }) => {
        emit({ type: 'row', data: { n: 1 } })
        return { data: { rows: 1 } }
      },
    })
    expect(events.map((event) => event.type)).toEqual(['hello', 'row', 'result'])
    expect(envelope).toMatchObject({ ok: true, exitCode: 0, data: { rows: 1 } })
  })

  it('masks secrets in rows, findings, errors and the result', async () => {
    const { events } = await play({
      ask: async ({ emit }) => {
        emit({ type: 'row', data: { token: 'hunter2secret' } })
        throw new ProjectError('TEST_USAGE', 'refused "hunter2secret"', { hint: `try ${btoa('hunter2secret')}` })
      },
    })
    expect(JSON.stringify(events)).not.toContain('hunter2secret')
    expect(JSON.stringify(events)).not.toContain(btoa('hunter2secret').slice(0, 16))
  })

  it('takes the exit code of an error from the tables', async () => {
    const { envelope } = await play({
      ask: async () => {
        throw new ProjectError('TEST_USAGE', 'wrong')
      },
    })
    expect(envelope).toMatchObject({ ok: false, exitCode: 2, problems: [{ code: 'TEST_USAGE', message: 'wrong' }] })
  })

  it('lists every finding once, whether emitted or answered', async () => {
    const finding = { rule: 'a/b', category: 'c', severity: 'info', message: 'm' } as const
    const { envelope } = await play({
      ask: async ({ emit }) => {
        emit({ type: 'finding', finding })
        return { data: null, findings: [{ ...finding, rule: 'a/c' }] }
      },
    })
    expect(envelope.findings.map((found) => found.rule)).toEqual(['a/b', 'a/c'])
  })

  it('ends an endless question by a signal with success', async () => {
    const { envelope } = await play({ endless: true }, { signal: aborted })
    expect(envelope.exitCode).toBe(0)
  })

  it('ends any other question by a signal with 143', async () => {
    const { envelope } = await play({}, { signal: aborted })
    expect(envelope).toMatchObject({ ok: false, exitCode: 143 })
  })
})
