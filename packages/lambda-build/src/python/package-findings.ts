import { sizeOf } from '@project-utils/artifact'
import type { Finding } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import type { Installed } from './installed.ts'
import type { Requirements } from './requirements.ts'
import { requirementName } from './requirements-file.ts'
import type { Target } from './target.ts'

/** What is worth knowing of the packages of one artifact. */
export function packageFindings(
  job: Job,
  { unpinned, file, foreign }: Requirements & { readonly file?: string },
  { files }: Installed,
  { version }: Target,
  tell: (file: string) => string,
): readonly Finding[] {
  const where = { resource: job.id, ...(file === undefined ? {} : { file: tell(file) }) }
  const section = `${job.type}s.${job.id}`
  const findings: Finding[] = []
  if (unpinned.length > 0 && file !== undefined) {
    const names = unpinned.map(requirementName)
    const told = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
    const message = `${job.id}: ${tell(file)} leaves the versions open of ${told}: another machine may build other code from the same sources`
    const input = tell(file).replace(/\.txt$/, '.in')
    const fix = file.endsWith('.toml')
      ? 'uv lock'
      : `rename it to ${input}, then: uv pip compile --universal --generate-hashes ${input} -o ${tell(file)}`
    findings.push({ rule: 'lambda/requirements-open', category: 'build', severity: 'warning', message, fix, where })
  }
  if (foreign !== undefined && file !== undefined) {
    const message = `${job.id}: ${tell(file)} is for Python ${foreign}, and the local cloud runs ${version}: its versions are installed, without checking their hashes`
    const fix = `start the local cloud with the Python of the runtime: project-local stop, then project-local start --python ${pythonOf(job)}`
    findings.push({ rule: 'lambda/local-python', category: 'build', severity: 'info', message, fix, where })
  }
  const sdk = files.filter(({ path }) => /^(python\/)?(boto3|botocore)\//.test(path))
  if (sdk.length > 0) {
    const size = sdk.reduce((sum, each) => sum + sizeOf(each), 0)
    const message = `${job.id}: boto3 and botocore take ${Math.round(size / 1e6)} MB of the artifact, and the runtime has a version of its own`
    const fix = `keep them where the version matters; else set ${section}.exclude: [boto3/**, botocore/**]`
    findings.push({ rule: 'lambda/sdk-packed', category: 'build', severity: 'info', message, fix, where })
  }
  const native = files.find(({ path }) => /\.cpython-3\d+-[^/]*\.so$/.test(path))
  const others = job.type === 'layer' ? runtimesOf(job) : []
  if (native !== undefined && others.length > 1) {
    const message = `${job.id}: ${native.path} fits ${job.runtime} alone, and the layer is for ${others.join(', ')}`
    const fix = 'make a layer for each runtime, or name one in CompatibleRuntimes'
    findings.push({ rule: 'lambda/layer-one-runtime', category: 'build', severity: 'warning', message, fix, where })
  }
  return findings
}

function pythonOf({ runtime }: Job): string {
  return runtime?.startsWith('python') === true ? runtime : 'python3'
}

function runtimesOf({ settings }: Job): readonly string[] {
  const runtimes = settings['runtimes']
  return Array.isArray(runtimes) ? runtimes.filter((each) => typeof each === 'string' && each.startsWith('python')) : []
}
