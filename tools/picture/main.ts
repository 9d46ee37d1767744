/**
 * `npm run picture`: deploys the sample to an empty local cloud at a terminal, changes a line, looks at the plan of that,
 * and draws both final screens into docs/pictures. Needs the packages built. What differs by machine and chance (ports,
 * ids) is made the same; times are those of the run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { normalized } from './normalize.ts'
import { openStage, type Stage } from './record.ts'
import { finalScreen, type Span } from './screen.ts'
import { svg } from './svg.ts'

const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url))
const given = ['--project', 'fraud-or-not', '--env', 'local']

mkdirSync(folder, { recursive: true })
const stage = await openStage()
try {
  await draw(
    stage,
    'deploy',
    given,
    'A first deployment to the local AWS: every step with its result, then the addresses',
  )
  await stage.edit('examples/fraud-or-not/backend/src/api.ts', (text) => `${text}\nconsole.log('a changed line')\n`)
  await draw(
    stage,
    'dry-run',
    [...given, '--dry-run'],
    'The plan for one changed line of a function: seven steps, nothing changed yet',
  )
} finally {
  await stage.close()
}

async function draw({ run }: Stage, name: string, args: readonly string[], title: string): Promise<void> {
  const command = `project-deploy ${args.join(' ')}`
  const { written, code } = await run(args)
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${written}`)
  const shown = finalScreen(normalized(written))
  const lines = args.includes('--dry-run') ? shown : withoutPlan(shown)
  const file = join(folder, `${name}.svg`)
  writeFileSync(file, svg({ title, command, lines }))
  console.log(`docs/pictures/${name}.svg: ${lines.length} lines`)
}

/** The plan of a first deployment is long, and the other picture shows one. */
function withoutPlan(lines: readonly (readonly Span[])[]): readonly (readonly Span[])[] {
  const begin = lines.findIndex(([first]) => first?.text.startsWith('Plan:') === true)
  const end = lines.findIndex(([first]) => /^\d+ steps: /.test(first?.text ?? ''))
  if (begin === -1 || end < begin) throw new Error('no plan was printed')
  const left: readonly Span[] = [{ column: 0, text: `⋮ ${end - begin} lines of the plan`, style: { dim: true } }]
  return [...lines.slice(0, begin), [], left, [], ...lines.slice(end)]
}
