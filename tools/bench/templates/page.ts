/** The part of the page about templates, and its goals. */
import type { Verdict } from '../goals.ts'
import type { Sample } from '../sample.ts'
import { median, paired } from '../statistics.ts'
import { megabytes, seconds, table, times } from '../table.ts'
import type { SetFigures, TemplateFigures } from './measure.ts'

const over = (a: number, b: number): number => a / b

/** A table of each set, and one of reading. */
export function templatePart({ sets, rounds }: TemplateFigures): string {
  const parts = sets.map(({ name, templates, bytes, samples }) => {
    const own = samples['project-cfn'] ?? []
    const rows = Object.entries(samples).map(([program, runs]) => [
      `\`${program}\``,
      seconds(median(runs.map(wall))),
      seconds(median(runs.map(cpu))),
      megabytes(median(runs.map(({ rss }) => rss))),
      program === 'project-cfn' ? '' : times(paired(runs.map(wall), own.map(wall), over)),
      String(runs[0]?.code ?? ''),
    ])
    const head = `### ${templates} templates (${(bytes / 1e6).toFixed(1)} MB): ${name}`
    return `${head}\n\n${table(['one process for all', 's', 'CPU s', 'peak MB', 'times ours', 'exit'], rows)}`
  })
  const read = sets.map(({ name, read: { own, bare, templates } }) => [
    name,
    String(templates),
    Math.round(median(bare) * 1000).toString(),
    Math.round(median(own) * 1000).toString(),
    `${paired(own, bare, over).toFixed(2)}x`,
  ])
  const told =
    'Reading, in one process: parsed with positions and resolved, beside bare parsing of the same texts with the `yaml` package (JSON with `JSON.parse`).'
  return [
    `\`project-cfn validate\` is packed and installed as users get it; both judge the same files. ${rounds} rounds.`,
    ...parts,
    `${told}\n\n${table(['set', 'templates', 'bare, ms', 'ours, ms', 'ratio'], read)}`,
  ].join('\n\n')
}

/** Twenty times as fast as the linter, and hardly slower than parsing alone. */
export function templateGoals({ sets }: TemplateFigures): readonly Verdict[] {
  return sets.flatMap(({ name, templates, samples, read }: SetFigures): readonly Verdict[] => {
    const what = `${templates} templates (${name})`
    const ratio = paired((samples['cfn-lint'] ?? []).map(wall), (samples['project-cfn'] ?? []).map(wall), over)
    const reading = paired(read.own, read.bare, over)
    const told = {
      goal: `${what}: read and resolved within 1.3x bare parsing`,
      measured: `${reading.toFixed(2)}x`,
      reached: reading <= 1.3,
    }
    if (Number.isNaN(ratio)) return [told]
    return [{ goal: `${what}: validated 20x faster than cfn-lint`, measured: times(ratio), reached: ratio >= 20 }, told]
  })
}

/** Figures in which the linter needs less. */
export function behindAtTemplates({ sets }: TemplateFigures): readonly string[] {
  return sets.flatMap(({ name, samples }) => {
    const [own = [], theirs = []] = [samples['project-cfn'], samples['cfn-lint']]
    const less = (of: (sample: Sample) => number): boolean =>
      theirs.length > 0 && median(theirs.map(of)) < median(own.map(of))
    return [
      ...(less(wall) ? [`templates (${name}): cfn-lint is faster`] : []),
      ...(less(({ rss }) => rss) ? [`templates (${name}): cfn-lint takes less memory`] : []),
    ]
  })
}

function wall(sample: Sample): number {
  return sample.wall
}

function cpu(sample: Sample): number {
  return sample.cpu
}
