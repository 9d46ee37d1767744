import { dirname } from 'node:path'
import { isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import { sizeOf } from '../artifact/artifact-file.ts'
import { weightName } from '../artifact/size.ts'
import type { FunctionJob, Job } from '../build/job.ts'
import type { Made, MakeOptions, Maker } from '../build/maker.ts'
import { watchedPaths } from '../cache/watch.ts'
import { type Bundle, bundle } from './bundle.ts'
import { readExports } from './exports.ts'
import { copyExternals } from './external.ts'
import { externalRoots } from './external-roots.ts'
import { readTsconfig } from './tsconfig.ts'

/** Bundles functions with esbuild, and packs the packages that stay outside the bundle beside it. */
export const makeBundles: Maker = async (jobs, options) => {
  const functions = jobs.filter((job) => job.type === 'function')
  const decorated = functions.map(decoratorProblem).filter((problem) => problem !== undefined)
  if (decorated.length > 0) return { made: new Map(), problems: decorated }
  const { bundles, problems } = await bundle(functions, options)
  const made = new Map<Job, Made>()
  const all = [...problems]
  for (const job of problems.length > 0 ? [] : functions) {
    const bundled = bundles.get(job.id)
    if (bundled === undefined) continue
    try {
      made.set(job, withExternals(job, bundled, options))
    } catch (error) {
      if (!isProjectError(error)) throw error
      all.push(...problemsOf(error).map((problem) => ({ where: job.where, ...problem })))
    }
  }
  return { made, problems: all }
}

function withExternals(job: FunctionJob, bundled: Bundle, { root }: MakeOptions): Made {
  const externals = copyExternals(externalRoots(job, bundled))
  const copied = externals.files.map((file) => ({ name: weightName(file.path), bytes: sizeOf(file) }))
  return {
    files: [...bundled.files, ...externals.files],
    inputs: watchedPaths([...bundled.inputs, ...externals.sources], bundled.entry, root),
    findings: bundled.findings,
    weights: [...bundled.weights, ...copied],
    exports: readExports(bundled, bundled.output),
  }
}

/** Esbuild drops the metadata silently, and injection that relies on it fails only at run time. */
function decoratorProblem({ id, build: { entry }, where }: FunctionJob): Problem | undefined {
  const tsconfig = entry === undefined ? undefined : readTsconfig(dirname(entry))
  if (tsconfig?.emitDecoratorMetadata !== true) return undefined
  return {
    code: 'LAMBDA_DECORATOR_METADATA',
    message: `functions.${id}: ${tsconfig.file} sets emitDecoratorMetadata, which bundling would drop silently`,
    hint: 'turn it off in a tsconfig beside the entry, and name what is injected, as in @inject(token)',
    where,
  }
}
