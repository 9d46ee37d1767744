/** The part of the page about start-up. */
import type { StartUpFigures } from './kept.ts'
import type { Sample } from './sample.ts'
import { bareNode, startUpKinds } from './start-up.ts'
import { median, paired } from './statistics.ts'
import { difference, megabytes, table, times } from './table.ts'

/** A table per kind of start. */
export function startUpPart({ all, samples, rounds }: StartUpFigures): string {
  const base = samples[bareNode] ?? []
  const bare = `Bare \`node -e 0\`: ${Math.round(median(base.map(wall)) * 1000)} ms, CPU ${Math.round(median(base.map(cpu)) * 1000)} ms,`
  const tables = startUpKinds.map((kind) => {
    const rows = all
      .filter(({ what }) => what === kind)
      .map(({ title }) => {
        const runs = samples[title] ?? []
        const over = (of: (sample: Sample) => number): string =>
          difference(paired(runs.map(of), base.map(of), (a, b) => a - b))
        const ratio = times(paired(runs.map(wall), base.map(wall), (a, b) => a / b))
        const least = String(Math.round(Math.min(...runs.map(wall)) * 1000))
        return [
          `\`${title}\``,
          over(wall),
          ratio,
          over(cpu),
          least,
          megabytes(median(runs.map(({ rss }) => rss))),
          String(runs[0]?.code ?? ''),
        ]
      })
    const columns = ['', 'over Node, ms', 'ratio', 'CPU over Node, ms', 'least, ms', 'peak MB', 'exit']
    return `### ${kind}\n\n${table(columns, rows)}`
  })
  return [`Our bins are packed and installed as users get them. ${bare} ${rounds} rounds.`, ...tables].join('\n\n')
}

function wall(sample: Sample): number {
  return sample.wall
}

function cpu(sample: Sample): number {
  return sample.cpu
}
