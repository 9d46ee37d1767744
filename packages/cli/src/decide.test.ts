import type { Decision, Plan, Tier } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { decideWithPerson } from './decide.ts'
import { plainPaint } from './paint.ts'
import { plainReporter } from './plain-report.ts'
import type { Invocation } from './program.ts'

const plan = (tier: Tier): Plan => ({
  kind: 'ship',
  scopes: [{ project: 'votes', environment: 'dev', tier, account: '111111111111', region: 'us-east-1' }],
  ...{ steps: [], assumes: {}, prepared: [], refusals: [], notes: [], fingerprint: 'f1' },
})

const go: Decision = { kind: 'go' }
const asks: Decision = { kind: 'ask', reason: 'it widens access' }
const refuses: Decision = { kind: 'refuse', reason: 'data would be lost', subjects: ['Reports'] }

interface Scene {
  readonly answer?: boolean | 'nobody'
  readonly yes?: boolean
}

function invoke({ answer = 'nobody', yes }: Scene): { invocation: Invocation; told: string[]; asked: string[] } {
  const told: string[] = []
  const asked: string[] = []
  const invocation = {
    flags: { yes },
    environment: { CI: 'true', GITHUB_ACTOR: 'ada' },
    confirm: async (question: string) => {
      asked.push(question)
      return answer
    },
    tell: async (text: Parameters<Invocation['tell']>[0]) =>
      void told.push(text(plainReporter, { paint: plainPaint, width: 80 })),
  }
  return { invocation: invocation as unknown as Invocation, told, asked }
}

it.each([
  ['full', go, {}, { kind: 'tier', tier: 'full' }, 0],
  ['limited', asks, { answer: true }, { kind: 'prompt' }, 1],
  ['limited', asks, { answer: false }, undefined, 1],
  ['limited', asks, {}, undefined, 1],
  ['limited', asks, { yes: true }, { kind: 'flag', flag: '--yes' }, 0],
  ['read-only', asks, { yes: true }, undefined, 1],
  ['read-only', asks, { yes: true, answer: true }, { kind: 'prompt' }, 1],
  ['full', refuses, { yes: true, answer: true }, undefined, 0],
] as const)('in tier %s, with %j and %j, approves by %j', async (tier, decision, scene, proof, questions) => {
  const { invocation, told, asked } = invoke(scene)
  const approval = await decideWithPerson(invocation, plan(tier), decision)
  expect(approval?.proof).toEqual(proof)
  if (approval !== undefined) expect(approval).toMatchObject({ fingerprint: 'f1', by: 'ada' })
  expect(asked).toHaveLength(questions)
  expect(told[0]).toBe('nothing to do')
})

it('names the target in its question and the way on where nobody is there', async () => {
  const { invocation, told, asked } = invoke({})
  await decideWithPerson(invocation, plan('limited'), asks)
  expect(asked).toEqual(['Apply this plan to votes dev (111111111111, us-east-1)?'])
  expect(told.slice(1)).toEqual([
    'it widens access',
    'nobody is there to approve the plan: run it at a terminal, or approve it with --yes',
  ])
})

it('approves no plan without a fingerprint', async () => {
  const { invocation } = invoke({})
  const { fingerprint: _none, ...bare } = plan('full')
  await expect(decideWithPerson(invocation, bare, go)).rejects.toThrow('without a fingerprint')
})
