import type { Report } from './report.ts'

export type Standing = 'fraud' | 'genuine' | 'undecided' | 'open'

/** What the votes say so far, in words. */
export const standings = {
  fraud: 'Likely fraud',
  genuine: 'Likely genuine',
  undecided: 'Undecided',
  open: 'Too few votes',
} as const satisfies Record<Standing, string>

type Tally = Pick<Report, 'fraud' | 'genuine'>

/** Share of fraud votes in whole percent; 0 without votes. */
export function fraudShare({ fraud, genuine }: Tally): number {
  return fraud + genuine === 0 ? 0 : Math.round((100 * fraud) / (fraud + genuine))
}

/** Three votes are the least that say anything; three of five decide. */
export function standingOf(tally: Tally): Standing {
  if (tally.fraud + tally.genuine < 3) return 'open'
  const share = fraudShare(tally)
  return share >= 60 ? 'fraud' : share <= 40 ? 'genuine' : 'undecided'
}
