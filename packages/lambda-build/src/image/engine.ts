import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type Context, ProjectError } from '@project-utils/contract'
import { hostKind } from '../artifact/machine.ts'
import { type ChildEnvironment, findProgram } from '../programs/find-program.ts'
import { lastLines } from '../programs/last-lines.ts'
import { runProgram } from '../programs/run-program.ts'

type EngineName = 'docker' | 'podman' | 'finch' | 'nerdctl'

/** A container engine that runs and can build for the platform that was asked. */
export interface Engine {
  readonly name: EngineName
  /** Absolute path of its program. */
  readonly program: string
  /** Whether it builds with BuildKit through `docker buildx`. */
  readonly buildx: boolean
  /** What its programs are started with. */
  readonly environment: ChildEnvironment
}

/** In the order in which they are tried. */
const names: readonly EngineName[] = ['docker', 'podman', 'finch', 'nerdctl']
/** Asking an engine about itself (milliseconds). */
const patience = 30_000

/**
 * Finds an engine on the PATH that runs and can build for the platforms, such as `linux/arm64`.
 *
 * @throws ProjectError `LAMBDA_IMAGE_ENGINE_MISSING`, `LAMBDA_IMAGE_ENGINE_STOPPED`, `LAMBDA_IMAGE_PLATFORM`
 */
export async function findEngine(
  platforms: readonly string[],
  environment: ChildEnvironment,
  { signal }: Pick<Context, 'signal'>,
): Promise<Engine> {
  const found = names.flatMap((name) => {
    const program = findProgram(name, environment)
    return program === undefined ? [] : [{ name, program }]
  })
  if (found.length === 0) {
    throw new ProjectError('LAMBDA_IMAGE_ENGINE_MISSING', `no container engine is on the PATH (${names.join(', ')})`, {
      hint: 'install Docker, Podman, Finch or nerdctl here, or run this where one is, such as a CI job with Docker; an image that ECR already holds needs none',
    })
  }
  const run = { folder: tmpdir(), environment, signal, limit: patience }
  const stopped: string[] = []
  for (const { name, program } of found) {
    const question = name === 'docker' ? ['version', '--format', '{{.Server.Version}}'] : ['info']
    const { failure, tail } = await runProgram(program, question, run)
    if (failure !== undefined) {
      stopped.push(`${name}: ${lastLines(tail, 1)[0] ?? failure}`)
      continue
    }
    const buildx = name === 'docker' && (await runProgram(program, ['buildx', 'version'], run)).status === 0
    const engine: Engine = { name, program, buildx, environment }
    for (const platform of platforms) await checkPlatform(engine, platform, signal)
    return engine
  }
  throw new ProjectError('LAMBDA_IMAGE_ENGINE_STOPPED', `no container engine runs: ${stopped.join('; ')}`, {
    hint: startHint(found[0]?.name ?? 'docker'),
  })
}

function startHint(name: EngineName): string {
  const commands: Readonly<Record<EngineName, string>> = {
    docker: 'start Docker Desktop, or: sudo systemctl start docker',
    podman: 'podman machine start',
    finch: 'finch vm start',
    nerdctl: 'sudo systemctl start containerd buildkit',
  }
  return commands[name]
}

/** Building for another architecture than the engine's own needs an emulator in its kernel. */
async function checkPlatform(engine: Engine, platform: string, signal: AbortSignal): Promise<void> {
  const { system, architecture } = hostKind()
  const own = architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64'
  if (platform === own) return
  const can = engine.buildx ? await buildsFor(engine, platform, signal) : system !== 'linux' || isEmulated(platform)
  if (can) return
  throw new ProjectError(
    'LAMBDA_IMAGE_PLATFORM',
    `${engine.name} cannot build for ${platform} on this ${own} machine`,
    {
      hint: `install an emulator: ${engine.name} run --privileged --rm tonistiigi/binfmt --install ${platform.slice('linux/'.length)}; or build on a machine of that architecture`,
    },
  )
}

async function buildsFor({ program, environment }: Engine, platform: string, signal: AbortSignal): Promise<boolean> {
  const run = { folder: tmpdir(), environment, signal, limit: patience }
  const { status, output } = await runProgram(program, ['buildx', 'inspect'], run)
  const lists = output.split('\n').filter((line) => line.trim().startsWith('Platforms:'))
  // A builder that has not been started lists none; the build itself tells then.
  if (status !== 0 || lists.length === 0) return true
  return lists.some((line) =>
    line
      .replace('Platforms:', '')
      .split(',')
      .some((one) => matches(one, platform)),
  )
}

/** Lists name variants, such as `linux/arm64*` or `linux/amd64/v2`. */
function matches(listed: string, platform: string): boolean {
  const name = listed.trim().replace(/\*$/, '')
  return name === platform || name.startsWith(`${platform}/`)
}

function isEmulated(platform: string): boolean {
  const folder = '/proc/sys/fs/binfmt_misc'
  if (!existsSync(folder)) return false
  const machine = platform === 'linux/arm64' ? 'aarch64' : 'x86_64'
  return readdirSync(folder).some((name) => name.includes(machine) || (machine === 'x86_64' && name === 'rosetta'))
}
