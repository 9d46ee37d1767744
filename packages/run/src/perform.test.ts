import {
  type Act,
  type ApprovalProof,
  type AuditEntry,
  type Draft,
  type Ending,
  type Event,
  ExitCode,
  type Json,
  type Prepared,
  ProjectError,
  type Risk,
  type Scope,
  type Step,
} from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { createMasker } from './masker.ts'
import type { ActOptions } from './options.ts'
import { perform } from './perform.ts'

const scope: Scope = { project: 'p', environment: 'dev', tier: 'full', account: '111111111111', region: 'us-east-1' }

function step(id: string, more: Partial<Step> = {}): Step {
  const plain = {
    kind: 'test',
    title: id,
    why: 'test',
    needs: [],
    action: 'run',
    undo: 'automatic',
    risks: [],
  } as const
  return { id, ...plain, ...more }
}

interface World {
  readonly version: number
}

interface Script {
  readonly steps?: readonly Step[]
  readonly tier?: Scope['tier']
  readonly refusals?: Draft['refusals']
  readonly prepared?: readonly Prepared[]
  readonly apply?: (step: Step) => Promise<Json> | Json
  readonly close?: () => never
  readonly leavesChanges?: (ending: Ending) => boolean
  readonly undo?: (ending: Ending, lose: () => void) => readonly Step[] | undefined
  /** What the n-th look finds. */
  readonly versions?: readonly number[]
  readonly options?: Partial<ActOptions>
  readonly lock?: () => never
}

async function play(script: Script) {
  const log: string[] = []
  const events: Event[] = []
  const lost = new AbortController()
  let looks = 0
  let time = 0
  const scopes = [{ ...scope, tier: script.tier ?? 'full' }]
  const act: Act<World> = {
    command: 'test act',
    scopes,
    read: async () => ({ version: script.versions?.[looks++] ?? 1 }),
    plan: ({ version }) => ({
      kind: 'test',
      scopes,
      steps: version < 0 ? [] : (script.steps ?? []),
      assumes: { version },
      refusals: script.refusals ?? [],
      notes: [],
    }),
    prepare: async (_world, _draft, purpose) => {
      log.push(`prepare ${purpose}`)
      return script.prepared ?? []
    },
    discard: async (prepared) => {
      log.push(`discard ${prepared.map((p) => p.id).join(' ')}`)
    },
    guard: async () => {
      log.push('guard')
    },
    open: async () => {
      log.push('open')
    },
    apply: async (one, known) => {
      log.push(`apply ${one.id}${known.size > 0 ? ` knowing ${[...known.keys()].join(' ')}` : ''}`)
      return { outcome: 'done', data: (await script.apply?.(one)) ?? null }
    },
    close: async (ending) => {
      log.push(`close ${ending.outcome}${ending.undone === undefined ? '' : `, undone: ${ending.undone.outcome}`}`)
      script.close?.()
      return { data: { outcome: ending.outcome } }
    },
    nothing: () => ({ data: 'nothing to do' }),
    ...(script.undo === undefined
      ? {}
      : {
          undo: async (ending) => {
            const steps = script.undo?.(ending, () => lost.abort())
            return steps === undefined ? undefined : { steps, remains: [] }
          },
        }),
    ...(script.leavesChanges === undefined ? {} : { leavesChanges: script.leavesChanges }),
  }
  const options: ActOptions = {
    tool: { name: 'test', version: '0' },
    run: 'r1',
    now: () => new Date(time++),
    emit: (event) => events.push(event),
    masker: createMasker(),
    errors: [{ TEST_FAILED: { exit: ExitCode.failed, meaning: '' }, RUN_RISK: { exit: 4, meaning: '' } }],
    signal: new AbortController().signal,
    holder: { run: 'r1', actor: 'me', command: 'test act', host: 'h', pid: 1 },
    decide: async (plan) => ({
      fingerprint: plan.fingerprint ?? '',
      by: 'me',
      at: '',
      proof: { kind: 'tier', tier: 'full' },
    }),
    ports: {
      lock: {
        acquire: async () => {
          script.lock?.()
          log.push('lock')
          return { lost: lost.signal, release: async () => void log.push('unlock') }
        },
      },
      audit: { write: async (_scope, entry) => void log.push(`audit ${entry.kind}`) },
    },
    ...script.options,
  }
  const envelope = await perform(act, options)
  return { envelope, log, events }
}

const blob: Prepared = { kind: 'change-set', step: 'b', id: 'cs-1' }
const loss: Risk = { kind: 'data-loss', subject: 'Table', message: 'the table would go' }
const widened: Risk = { kind: 'widened-access', subject: 'Role', message: 'the role gains rights' }

describe('perform', () => {
  it('ends after the first look where there is nothing to do, without lock or write', async () => {
    const { envelope, log } = await play({})
    expect(log).toEqual([])
    expect(envelope).toMatchObject({ ok: true, exitCode: 0, data: 'nothing to do', dryRun: false })
  })

  it('performs an act in the one order', async () => {
    const { log, envelope } = await play({ steps: [step('a'), step('b', { needs: ['a'] })], prepared: [blob] })
    expect(log).toEqual([
      'guard',
      'prepare apply',
      'lock',
      'audit intent',
      'open',
      'apply a',
      'apply b knowing a',
      'close succeeded',
      'audit outcome',
      'unlock',
    ])
    expect(envelope.exitCode).toBe(0)
  })

  it('says hello first and exactly one result last, with one counter', async () => {
    const { events } = await play({ steps: [step('a')] })
    expect(events[0]).toMatchObject({ type: 'hello', seq: 0, v: 1, run: 'r1' })
    expect(events.at(-1)?.type).toBe('result')
    expect(events.filter((event) => event.type === 'result')).toHaveLength(1)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index))
  })

  it('removes what a dry run prepared, and takes no lock', async () => {
    const { log, envelope } = await play({ steps: [step('b')], prepared: [blob], options: { dryRun: true } })
    expect(log).toEqual(['guard', 'prepare preview', 'discard cs-1'])
    expect(envelope).toMatchObject({ exitCode: 0, dryRun: true, data: { plan: { prepared: [blob] } } })
  })

  it('tells changes of a dry run by exit code 3 only when asked', async () => {
    const { envelope } = await play({ steps: [step('b')], options: { dryRun: true, detailedExitCode: true } })
    expect(envelope).toMatchObject({ exitCode: 3, ok: true })
  })

  it('refuses before preparing anything', async () => {
    const refusals = [{ code: 'TEST_FAILED' as const, message: 'no' }]
    const { log, envelope } = await play({ steps: [step('a')], refusals })
    expect(log).toEqual([])
    expect(envelope).toMatchObject({ ok: false, exitCode: 1, problems: [{ code: 'TEST_FAILED' }] })
  })

  it('refuses data loss that nobody accepted by name, and names the flag', async () => {
    const { log, envelope } = await play({ steps: [step('b', { risks: [loss] })], prepared: [blob] })
    expect(log).toEqual(['guard', 'prepare apply', 'discard cs-1'])
    expect(envelope).toMatchObject({ exitCode: 4, problems: [{ code: 'RUN_RISK' }] })
    expect(envelope.problems[0]?.hint).toContain('--accept-risk Table')
  })

  it.each([
    ['limited', widened],
    ['read-only', undefined],
  ] as const)('ends where nobody approves in tier %s', async (tier, risk) => {
    const steps = [step('a', { risks: risk ? [risk] : [] })]
    const { log, envelope } = await play({ tier, steps, options: { decide: async () => undefined } })
    expect(log).toEqual(['guard', 'prepare apply'])
    expect(envelope.problems).toMatchObject([{ code: 'RUN_NOT_APPROVED' }])
  })

  it('starts nothing that needs a failed step, closes the record and gives the lock back', async () => {
    const steps = [step('a'), step('b', { needs: ['a'] })]
    const apply = (): never => {
      throw new ProjectError('TEST_FAILED', 'broken')
    }
    const { log, envelope } = await play({ steps, apply })
    expect(log.slice(-4)).toEqual(['apply a', 'close failed', 'audit outcome', 'unlock'])
    expect(envelope).toMatchObject({ exitCode: 1, problems: [{ code: 'TEST_FAILED', message: 'broken' }] })
  })

  it('promises an unchanged environment by exit code 1 only where nothing was left changed', async () => {
    const fail = (): never => {
      throw new ProjectError('TEST_FAILED', 'broken')
    }
    const asked: string[] = []
    const apply = (one: Step): Json => (one.id === 'b' ? fail() : null)
    const leavesChanges = ({ done }: Ending): boolean => done.some((each) => asked.push(each.step.id) > 0)
    const steps = [step('a'), step('b', { needs: ['a'] })]
    expect((await play({ steps, apply, leavesChanges })).envelope.exitCode).toBe(6)
    expect(asked).toEqual(['a'])
    expect((await play({ steps: [step('b')], apply, leavesChanges })).envelope.exitCode).toBe(1)
  })

  describe('where its steps can be taken back', () => {
    const steps = [step('a'), step('check', { needs: ['a'] })]
    const failing =
      (...ids: readonly string[]) =>
      (one: Step): Json => {
        if (ids.includes(one.id)) throw new ProjectError('TEST_FAILED', `${one.id} failed`)
        return null
      }
    const leavesChanges = (): boolean => true

    it('takes them back under the lock, with an intent of its own, and keeps the exit code of the failure', async () => {
      const undo = ({ done }: Ending): readonly Step[] => done.map((each) => step(`undo ${each.step.id}`))
      const { log, envelope } = await play({ steps, apply: failing('check'), undo })
      expect(log.slice(-6)).toEqual([
        ...['apply check knowing a', 'audit intent', 'apply undo a', 'close failed, undone: succeeded'],
        ...['audit outcome', 'unlock'],
      ])
      expect(envelope).toMatchObject({ exitCode: 1, problems: [{ message: 'check failed' }] })
    })

    it('tells both failures with exit code 6 where that fails, or cannot be planned', async () => {
      const apply = failing('check', 'undo a')
      const failed = await play({ steps, apply, leavesChanges, undo: () => [step('undo a')] })
      expect(failed.log).toContain('close failed, undone: failed')
      expect(failed.envelope).toMatchObject({
        exitCode: 6,
        problems: [{ message: 'check failed' }, { message: 'undo a failed' }],
      })
      const undo = (): never => {
        throw new ProjectError('TEST_FAILED', 'nothing is known')
      }
      const { envelope } = await play({ steps, apply, undo })
      expect(envelope).toMatchObject({ exitCode: 6, problems: [{}, { message: 'nothing is known' }] })
    })

    it('goes on to its end whatever the person signals, and stops with the lock', async () => {
      const controller = new AbortController()
      const apply = (one: Step): Json => {
        if (one.id === 'undo a') controller.abort('SIGINT')
        return failing('check')(one)
      }
      const back = [step('undo a'), step('undo b', { needs: ['undo a'] })]
      const { log, envelope, events } = await play({
        steps,
        apply,
        undo: () => back,
        options: { signal: controller.signal },
      })
      expect(log).toContain('close failed, undone: succeeded')
      expect(envelope.exitCode).toBe(1)
      expect(events.some((event) => event.type === 'warning' && event.message.includes('goes on'))).toBe(true)
      const undo = (_ending: Ending, lose: () => void): readonly Step[] => {
        lose()
        return back
      }
      const lost = await play({ steps, apply: failing('check'), undo })
      expect(lost.log).not.toContain('apply undo a')
      expect(lost.envelope.exitCode).toBe(6)
    })

    it('takes nothing back after a signal, after success, or where the act knows no way', async () => {
      const asked: string[] = []
      const undo = (ending: Ending): undefined => void asked.push(ending.outcome)
      const controller = new AbortController()
      const stop = (): null => {
        controller.abort('SIGINT')
        return null
      }
      await play({ steps, apply: stop, undo, options: { signal: controller.signal } })
      await play({ steps, undo })
      expect(asked).toEqual([])
      const { envelope } = await play({ steps, apply: failing('check'), undo, leavesChanges })
      expect(asked).toEqual(['failed'])
      expect(envelope.exitCode).toBe(6)
    })
  })

  it('waits for a neighbour that runs while another step fails', async () => {
    const ended: string[] = []
    const apply = async (one: Step): Promise<Json> => {
      if (one.id === 'a') throw new ProjectError('TEST_FAILED', 'broken')
      await new Promise((resolve) => setTimeout(resolve, 5))
      ended.push(one.id)
      return null
    }
    await play({ steps: [step('a'), step('b')], apply })
    expect(ended).toEqual(['b'])
  })

  it('calls an error that nobody foresaw a bug', async () => {
    const apply = (): never => {
      throw new TypeError('x is not a function')
    }
    const { envelope } = await play({ steps: [step('a')], apply })
    expect(envelope).toMatchObject({ exitCode: 70, problems: [{ code: 'RUN_BUG' }] })
  })

  it('ends with exit code 6 where the record could not be closed', async () => {
    const close = (): never => {
      throw new ProjectError('TEST_FAILED', 'the bucket is gone')
    }
    const { envelope, log } = await play({ steps: [step('a')], close })
    expect(envelope).toMatchObject({ exitCode: 6, problems: [{ message: 'the bucket is gone' }] })
    expect(log.at(-1)).toBe('unlock')
  })

  it('settles after a signal: ends the running step, starts no other, and says so', async () => {
    const controller = new AbortController()
    const steps = [step('a'), step('b', { needs: ['a'] })]
    const apply = (): null => {
      controller.abort('SIGINT')
      return null
    }
    const { log, envelope } = await play({ steps, apply, options: { signal: controller.signal } })
    expect(log.slice(-4)).toEqual(['apply a', 'close interrupted', 'audit outcome', 'unlock'])
    expect(envelope).toMatchObject({ exitCode: 130, problems: [{ code: 'RUN_INTERRUPTED' }] })
  })

  it('makes the place of the lock before taking it, and does not count that as a difference', async () => {
    const steps = [step('bucket', { foundation: true }), step('a', { needs: ['bucket'] })]
    const { log } = await play({ steps })
    expect(log.indexOf('apply bucket')).toBeLessThan(log.indexOf('lock'))
    expect(log.filter((line) => line === 'apply bucket')).toHaveLength(1)
    expect(log.some((line) => line.startsWith('apply a'))).toBe(true)
  })

  it('plans anew in tier full when the world moved on before the lock', async () => {
    const { log, envelope } = await play({ steps: [step('b')], prepared: [blob], versions: [1, 2] })
    expect(log).toContain('discard cs-1')
    expect(log.filter((line) => line === 'prepare apply')).toHaveLength(2)
    expect(envelope.exitCode).toBe(0)
  })

  it('stops in tier read-only when the world moved on before the lock, and shows the difference', async () => {
    const { log, envelope } = await play({ tier: 'read-only', steps: [step('a')], versions: [1, 2] })
    expect(log.at(-1)).toBe('unlock')
    expect(log).not.toContain('apply a')
    expect(envelope.problems).toMatchObject([{ code: 'RUN_MOVED_ON' }])
    expect(envelope.problems[0]?.message).toContain('version: was 1, is 2')
  })

  it.each([
    ['the tier let the plan go', 'tier', [], true],
    ['--yes was given beforehand', 'flag', [widened], true],
    ['a person approved the plan that was shown', 'prompt', [widened], false],
    ['the tier let the plan go, but the new one shows a risk', 'tier', [widened], false],
  ] as const)('in tier limited, when the world moved on, and %s: goes on or stops', async (_, kind, risks, goesOn) => {
    const proof = { tier: { kind, tier: 'limited' }, flag: { kind, flag: '--yes' }, prompt: { kind } }[kind]
    const decide: ActOptions['decide'] = async ({ fingerprint = '' }) => {
      return { fingerprint, by: 'me', at: '', proof: proof as ApprovalProof }
    }
    const steps = [step('a', { risks })]
    const { log, envelope } = await play({ tier: 'limited', steps, versions: [1, 2], options: { decide } })
    expect(log.includes('apply a')).toBe(goesOn)
    expect(envelope.problems.map(({ code }) => code)).toEqual(goesOn ? [] : ['RUN_MOVED_ON'])
  })

  it('begins nothing new once the lock is lost, waits for what runs, and says so', async () => {
    const lost = new AbortController()
    const lock = { acquire: async () => ({ lost: lost.signal, release: async () => undefined }) }
    const audit = { write: async () => undefined }
    const apply = async (): Promise<null> => {
      lost.abort(new Error('another run has taken it'))
      return null
    }
    const steps = [step('a'), step('b', { needs: ['a'] })]
    const { log, envelope } = await play({ steps, apply, options: { ports: { lock, audit } } })
    expect(log.filter((line) => line.startsWith('apply'))).toEqual(['apply a'])
    expect(log.at(-1)).toContain('close interrupted')
    expect(envelope).toMatchObject({ exitCode: 6, problems: [{ code: 'RUN_LOCK_LOST' }] })
  })

  it('takes no lock for an act whose ports have none, and keeps its audit entries', async () => {
    const audited: string[] = []
    const audit = { write: async (_scope: Scope, { kind }: AuditEntry) => void audited.push(kind) }
    const { log, events } = await play({ steps: [step('a')], options: { ports: { audit } } })
    expect(log).not.toContain('lock')
    expect(log).toContain('apply a')
    expect(audited).toEqual(['intent', 'outcome'])
    expect(events.some((event) => event.type === 'fact' && event.name === 'lock.state')).toBe(false)
  })

  it('is content when somebody else did the work before the lock was taken', async () => {
    const { log, envelope } = await play({ steps: [step('a')], versions: [1, -1] })
    expect(log).toEqual(['guard', 'prepare apply', 'lock', 'unlock'])
    expect(envelope).toMatchObject({ exitCode: 0, data: 'nothing to do' })
  })

  it('removes what it prepared when the lock is held by somebody else', async () => {
    const lock = (): never => {
      throw new ProjectError('TEST_FAILED', 'held')
    }
    const { log } = await play({ steps: [step('b')], prepared: [blob], lock })
    expect(log.at(-1)).toBe('discard cs-1')
  })
})
