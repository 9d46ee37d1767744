import type { ArtifactFile } from '@project-utils/artifact'
import { type Finding, isProjectError } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import type { Install } from './install.ts'
import type { Installed } from './installed.ts'
import type { SourceReading } from './read-sources.ts'
import { noRequirements } from './requirements.ts'
import type { Target } from './target.ts'

/**
 * What AWS publishes as layers, which no local cloud can fetch: the module that is imported, and the package that holds
 * the same. Source: "Lambda Layer", Powertools for AWS Lambda (Python).
 */
const published: ReadonlyMap<string, string> = new Map([['aws_lambda_powertools', 'aws-lambda-powertools[all]']])

/** What stands for layers of AWS in the local cloud, and what is told of it. */
interface LocalLayers {
  readonly files: readonly ArtifactFile[]
  readonly findings: readonly Finding[]
}

/** For the local cloud alone: packages that sources import, nothing in the artifact has, and a layer of AWS brings. */
export async function localLayers(
  job: Job,
  reading: SourceReading | undefined,
  files: readonly ArtifactFile[],
  install: Install,
  target: Target,
  folder: string,
): Promise<LocalLayers> {
  const nothing: LocalLayers = { files: [], findings: [] }
  if (target.interpreter === undefined || reading === undefined) return nothing
  const has = (module: string): boolean => files.some(({ path }) => `/${path}`.includes(`/${module}/`))
  const wanted = [...published].filter(([module]) => isImported(module, reading) && !has(module))
  if (wanted.length === 0) return nothing
  const lines = wanted.map(([, line]) => line)
  let installed: Installed
  try {
    installed = await install({ ...noRequirements, lines, complete: false }, target, folder)
  } catch (error) {
    // That they are missing is told anyway, and other code of the project may run.
    if (isProjectError(error)) return nothing
    throw error
  }
  const findings = wanted.map(
    ([module]): Finding => ({
      rule: 'lambda/local-layer',
      category: 'build',
      severity: 'info',
      message: `${job.id}: ${module} is no package of the project: the local cloud runs the newest version of it, and at Lambda a layer must bring it`,
      fix: 'require it beside the code, to have the same version everywhere',
      where: { resource: job.id },
    }),
  )
  const own = new Set(files.map(({ path }) => path))
  // The SDK is in the local cloud's own Python.
  const isSdk = (path: string): boolean => /^(boto3|botocore|s3transfer)[-/]/.test(path)
  return { files: installed.files.filter(({ path }) => !own.has(path) && !isSdk(path)), findings }
}

function isImported(module: string, { modules }: SourceReading): boolean {
  return [...modules.values()].some(
    (each) => 'imports' in each && each.imports.some(([name, level]) => level === 0 && name.split('.')[0] === module),
  )
}
