/**
 * `node --conditions=@project-utils/source tools/corpus/main.ts --faults [--seed 7]` plants mistakes and tells which are missed;
 * `… FOLDER…` judges public templates beside cfn-lint (`--cfn-lint PATH`) and tells every error that is not in `justified.json`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { lookFor, tell } from './found.ts'
import { judgePublic } from './judge.ts'
import { type Good, plant } from './plant.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'cfn-lint': { type: 'string' },
    each: { type: 'string', default: '5' },
    faults: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
})

if (values.faults) {
  const folder = new URL('good/', import.meta.url).pathname
  const good = readdirSync(folder).map((file): Good => ({ file, text: readFileSync(folder + file, 'utf8') }))
  const found = lookFor(plant(good, Number(values.each), Number(values.seed)), good)
  const missed = found.filter(({ outcome }) => outcome !== 'found')
  for (const one of missed) console.log(tell(one, good))
  console.log(`${found.length - missed.length} of ${found.length} found on the right line`)
} else await judgePublic(positionals, values['cfn-lint'])
