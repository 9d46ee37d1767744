import { join } from 'node:path'
import type { ECRClient } from '@aws-sdk/client-ecr'
import { type Context, ProjectError } from '@project-utils/contract'
import { lastLines } from '../programs/last-lines.ts'
import { type ProgramEnd, runProgram } from '../programs/run-program.ts'
import { ignoreFileOf } from './context-files.ts'
import type { Engine } from './engine.ts'
import type { ImagePlan } from './plan-images.ts'
import { type PushedImage, readImage, readLogin, taggedReference } from './registry.ts'

/** What an image is built with and pushed to. */
export interface PushOptions {
  readonly ecr: ECRClient
  readonly engine: Engine
  /** Learns the registry's password before it is used. */
  readonly masker: { add(secret: string): void }
}

/** Largest image, unpacked, with all its layers. Source: Lambda quotas, "Container image code package size". */
const limit = 10 * 1024 ** 3
/** Longest build, longest push (milliseconds). */
const patience = 60 * 60_000
/** What an engine said last, as far as a message tells it. */
const mostLines = 12

/**
 * Builds an image and pushes it, unless ECR holds it already: then no engine is used. Answers what ECR says it has, also
 * after a push whose end was not heard.
 *
 * @throws ProjectError `LAMBDA_IMAGE_BUILD_FAILED`, `LAMBDA_IMAGE_PUSH_FAILED`, `LAMBDA_IMAGE_REPOSITORY_MISSING`,
 *   `LAMBDA_TOO_LARGE`, and `AWS_*`
 */
export async function pushImage(plan: ImagePlan, options: PushOptions, context: Context): Promise<PushedImage> {
  const { ecr, engine, masker } = options
  const before = await readImage(ecr, plan)
  if (before.image !== undefined) return before.image
  const tag = taggedReference(before.repositoryUri, plan.identity)
  const run = (parameters: readonly string[], input?: string): Promise<ProgramEnd> =>
    runProgram(engine.program, parameters, {
      folder: plan.build.directory,
      environment: engine.environment,
      signal: context.signal,
      limit: patience,
      ...(input === undefined ? {} : { input }),
      onLine: (note) => progress(plan, note, context),
    })
  const built = await run(buildParameters(plan, engine, tag))
  if (built.failure !== undefined) throw buildFailed(plan, engine, built)
  const { output } = await run(['image', 'inspect', '--format', '{{.Size}}', tag])
  if (Number(output.trim()) > limit) throw tooLarge(plan, Number(output.trim()))
  const { registry, user, password } = await readLogin(ecr, before.repositoryUri)
  masker.add(password)
  const login = await run(['login', '--username', user, '--password-stdin', registry], password)
  if (login.failure !== undefined) throw pushFailed(plan, `${engine.name} could not sign in to ${registry}`, login)
  const push = await run(['push', tag])
  const { image } = await readImage(ecr, plan)
  if (image === undefined) throw pushFailed(plan, `${tag} could not be pushed`, push)
  return image
}

/** What an engine is told to build; one platform, and nothing beside the image, since Lambda takes no list of images. */
function buildParameters(plan: ImagePlan, engine: Pick<Engine, 'name' | 'buildx'>, tag: string): readonly string[] {
  const { directory, dockerfile, target, arguments: given } = plan.build
  const ignore = engine.name === 'podman' ? ignoreFileOf(plan.build) : undefined
  return [
    ...(engine.buildx ? ['buildx', 'build', '--provenance=false', '--sbom=false', '--load'] : ['build']),
    ...['--platform', plan.platform, '--file', join(directory, dockerfile), '--tag', tag],
    ...(target === undefined ? [] : ['--target', target]),
    ...Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(engine.name === 'podman' ? ['--format', 'docker'] : []),
    ...(ignore === undefined ? [] : ['--ignorefile', ignore]),
    directory,
  ]
}

function progress({ logicalId }: ImagePlan, note: string, { emit }: Context): void {
  emit({ type: 'step', id: `image.${logicalId}`, title: `Build the image of ${logicalId}`, state: 'progress', note })
}

function buildFailed({ logicalId, platform, where, build }: ImagePlan, engine: Engine, end: ProgramEnd): ProjectError {
  const foreign = /exec format error|no match for platform|does not match the (detected host|specified) platform/i
  const said = lastLines(end.tail, mostLines).join('\n')
  if (foreign.test(said)) {
    const message = `functions.${logicalId}: ${engine.name} cannot build for ${platform} here:\n${said}`
    const hint = `install an emulator (${engine.name} run --privileged --rm tonistiigi/binfmt --install all), take a base image for ${platform}, or set Architectures in the template`
    return new ProjectError('LAMBDA_IMAGE_PLATFORM', message, { hint, where })
  }
  const message = `functions.${logicalId}: ${engine.name} could not build ${join(build.directory, build.dockerfile)}: ${end.failure}\n${said}`
  const hint = 'the last lines of the engine say what it could not do'
  return new ProjectError('LAMBDA_IMAGE_BUILD_FAILED', message, { hint, where })
}

function pushFailed({ logicalId, where }: ImagePlan, what: string, end: ProgramEnd): ProjectError {
  const said = lastLines(end.tail, mostLines).join('\n')
  return new ProjectError('LAMBDA_IMAGE_PUSH_FAILED', `functions.${logicalId}: ${what}:\n${said}`, {
    hint: 'check the network and the rights to push (ecr:InitiateLayerUpload, ecr:PutImage), then run the command again: what was built is kept',
    where,
  })
}

function tooLarge({ logicalId, where }: ImagePlan, bytes: number): ProjectError {
  const size = (bytes / 1024 ** 3).toFixed(1)
  return new ProjectError('LAMBDA_TOO_LARGE', `the image of ${logicalId} has ${size} GB unpacked, 10 GB are allowed`, {
    hint: 'take a smaller base image, or build in one stage and copy the result into another',
    where,
  })
}
