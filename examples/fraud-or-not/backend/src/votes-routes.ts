import { createHash } from 'node:crypto'
import type { Route } from './http.ts'
import { readVote } from './input.ts'
import { Refusal } from './refusal.ts'
import { readKnown } from './reports-routes.ts'
import type { ReportTable, VoteOutcome } from './table.ts'

export interface VotesOptions {
  readonly table: ReportTable
  readonly votesPerDay: number
  now(): Date
}

/** What `VoteFunction` answers: one vote per voter and report, and no more than so many a day. */
export function votesRoutes({ table, votesPerDay, now }: VotesOptions): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/reports/{id}/votes',
      async run(request) {
        const { verdict, voter } = readVote(request.json())
        const id = request.parameters['id'] ?? ''
        const at = now()
        const outcome = await table.vote({ report: id, verdict, voter: hash(voter), at, perDay: votesPerDay })
        if (outcome !== 'counted') throw refusal(outcome, votesPerDay, at)
        return { status: 201, body: await readKnown(table, id) }
      },
    },
  ]
}

function refusal(outcome: Exclude<VoteOutcome, 'counted'>, votesPerDay: number, at: Date): Refusal {
  switch (outcome) {
    case 'unknown-report':
      return new Refusal(404, 'not-found', 'there is no such report')
    case 'already-voted':
      return new Refusal(409, 'already-voted', 'you have already voted on this report')
    case 'limit-reached':
      return new Refusal(429, 'limit-reached', `you have given your ${votesPerDay} votes for today`, {
        'retry-after': String(secondsToMidnight(at)),
      })
  }
}

function secondsToMidnight(at: Date): number {
  const midnight = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1)
  return Math.ceil((midnight - at.getTime()) / 1000)
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
