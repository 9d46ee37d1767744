/** Lives of `project-lambda`: a run is killed, what it left is judged, and the same command again. */
import { rmSync, utimesSync } from 'node:fs'
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Envelope } from '@project-utils/contract'
import { type Random, seeded, wholeBelow } from '../soak/random.ts'
import { type CrashRun, callRun, crashRun, wholeRun } from './crash-run.ts'
import type { Point } from './disturbance.ts'
import { type JudgedProject, judgeBlobs, judgeFunctions, judgeTrail } from './judge-account.ts'
import { draftsIn, foldersOf, judgeFiles, judgeZips } from './judge-folder.ts'
import type { LambdaGround } from './lambda-ground.ts'
import { functionName, functions, roleOf, writeSources } from './lambda-project.ts'
import { type WriteWatch, watchWrites } from './write-watch.ts'

/** What is killed. */
export const kinds = ['cold build', 'rebuild', 'package', 'upload', 'publish'] as const

export type Kind = (typeof kinds)[number]

/** How long a kind takes undisturbed, in milliseconds, how many AWS calls it makes, and how many changes of files. */
interface Course {
  readonly span: number
  readonly calls: number
  readonly writes: number
}

export type Undisturbed = Readonly<Record<Kind, Course>>

/** What one life came to. */
export interface LambdaOutcome {
  readonly kind: Kind
  /** Such as `after 120 ms` or `kill-after at call 7 (lambda.PublishVersion)`. */
  readonly moment: string
  /** False where the run had ended before. */
  readonly killed: boolean
  /** Broken rules. */
  readonly wrong: readonly string[]
}

interface Life extends JudgedProject {
  readonly ground: LambdaGround
  readonly kind: Kind
  readonly writes: WriteWatch
  readonly wrong: string[]
}

/** What the run after the repeated one says. */
interface Later {
  readonly outcome?: string
  readonly artifacts?: readonly { readonly logicalId: string; readonly reused?: boolean; readonly why: string }[]
}

const commands: Readonly<Record<Kind, readonly string[]>> = {
  'cold build': ['build'],
  rebuild: ['build'],
  package: ['package', '--out', 'dist/lambda'],
  upload: ['upload', '--env', 'local'],
  publish: ['publish', '--alias', 'live', '--env', 'local'],
}

/** Lives each kind without a disturbance, judged as all others are. Throws where that alone goes wrong. */
export async function liveUndisturbed(ground: LambdaGround): Promise<Undisturbed> {
  const measured: [Kind, Course][] = []
  for (const kind of kinds) {
    measured.push([
      kind,
      await inLife(ground, kind, async (life) => {
        await prepare(life, false)
        ground.disturber.arm()
        life.writes.arm()
        const start = performance.now()
        const run = await wholeRun(commandOf(life))
        const span = performance.now() - start
        const ended = { span, calls: ground.disturber.counted(), writes: life.writes.counted() }
        await judgeEnd(life, run, 1)
        if (life.wrong.length > 0) throw new Error(`${kind}, undisturbed: ${life.wrong.join('; ')}`)
        return ended
      }),
    ])
  }
  return Object.fromEntries(measured) as Undisturbed
}

/** One life, killed when its seed says: after a time, at an AWS call, or where it makes none at a change of a file. */
export async function liveKilled(
  ground: LambdaGround,
  kind: Kind,
  seed: number,
  undisturbed: Undisturbed,
): Promise<LambdaOutcome> {
  const random = seeded(seed)
  const course = undisturbed[kind]
  return await inLife(ground, kind, async (life) => {
    const isSecond = await prepare(life, random() < 0.5)
    const kill = random() < 0.5 ? killInTime : course.calls > 0 ? killAtCall : killAtWrite
    const { moment, killed } = await kill(life, course, random)
    await judgeLeft(life)
    // The sources may be the earlier ones again: what the killed run has begun is then none of the next one's business.
    const version = isSecond && kind === 'rebuild' && random() < 0.3 ? 0 : 1
    writeSources(life.project, version)
    await judgeEnd(life, await wholeRun(commandOf(life)), version)
    await judgeLater(life, version, random)
    return { kind, moment, killed, wrong: life.wrong }
  })
}

async function inLife<T>(ground: LambdaGround, kind: Kind, work: (life: Life) => Promise<T>): Promise<T> {
  const opened = ground.open()
  const life = { ...opened, ground, kind, writes: watchWrites(foldersOf(opened.project)), wrong: [] }
  try {
    return await work(life)
  } finally {
    life.writes.close()
    await clear(life)
    opened.close()
  }
}

/** Gives whether the folder has been built before. */
async function prepare(life: Life, isSecondPackage: boolean): Promise<boolean> {
  const { kind, project, ground } = life
  const isSecond = kind === 'rebuild' || (kind === 'package' && isSecondPackage)
  if (isSecond) {
    writeSources(project, 0)
    const { code, stdout } = await wholeRun(commandOf(life))
    if (code !== 0) throw new Error(`the build before ends with ${code}: ${stdout}`)
  }
  if (kind === 'publish') await deployFirst(ground, life)
  writeSources(project, 1)
  return isSecond
}

/** Functions as a deployment of the first sources leaves them. */
async function deployFirst(
  { lambda, account, versions: [first = []] }: LambdaGround,
  { project }: Life,
): Promise<void> {
  for (const { logicalId, bytes } of first) {
    const FunctionName = functionName(project, logicalId)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Code: { ZipFile: bytes },
        Handler: `${functions[logicalId]}.handler`,
        Runtime: 'nodejs24.x',
        MemorySize: 128,
        Timeout: 20,
        Role: roleOf(account),
      }),
    )
    await lambda.send(new PublishVersionCommand({ FunctionName }))
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
  }
}

function commandOf({ ground, project, kind }: Life): ReturnType<LambdaGround['command']> {
  return ground.command(project, commands[kind])
}

type Killed = Pick<LambdaOutcome, 'moment' | 'killed'>

async function killInTime(life: Life, { span }: Course, random: Random): Promise<Killed> {
  const { at, killed } = await crashRun(commandOf(life), wholeBelow(random, 2 ** 32), span)
  return { moment: `after ${at} ms`, killed }
}

async function killAtCall(life: Life, { calls }: Course, random: Random): Promise<Killed> {
  const { disturber } = life.ground
  const point: Point = { way: random() < 0.5 ? 'kill-before' : 'kill-after', call: 1 + wholeBelow(random, calls) }
  const { killed } = await callRun(commandOf(life), (child) => disturber.arm(point, () => ({ child })))
  const hit = disturber.hit()
  disturber.arm()
  return { moment: `${point.way} at call ${point.call} (${hit ?? 'not reached'})`, killed }
}

async function killAtWrite(life: Life, { writes }: Course, random: Random): Promise<Killed> {
  const at = 1 + wholeBelow(random, writes)
  const { killed } = await callRun(commandOf(life), (child) => life.writes.arm(at, child))
  life.writes.arm()
  return { moment: `at change ${at} of a file`, killed }
}

/** What a killed run may leave: nothing half. */
async function judgeLeft(life: Life): Promise<void> {
  const { ground, kind, project, wrong } = life
  const told = [...judgeFiles(project, ground)]
  if (kind === 'upload' || kind === 'publish') told.push(...(await judgeBlobs(ground, life, [])))
  if (kind === 'publish') told.push(...(await judgeFunctions(ground, life, false)))
  wrong.push(...told.map((what) => `after the kill: ${what}`))
}

/** What must be so after a run that went to its end. */
async function judgeEnd(life: Life, { code, stdout, stderr }: CrashRun, version: number): Promise<void> {
  const { ground, kind, project, records, wrong } = life
  const right = ground.versions[version] ?? []
  if (code !== 0) return void wrong.push(`the run ends with ${code}: ${stdout.slice(-1500)} ${stderr.slice(-500)}`)
  const data = (JSON.parse(stdout) as Envelope).data as unknown as { readonly outcome?: string }
  wrong.push(...judgeFiles(project, ground))
  if (kind !== 'upload' && kind !== 'publish') {
    wrong.push(...judgeZips(project, right, false))
    if (kind === 'package') wrong.push(...judgeZips(project, right, true))
    return
  }
  wrong.push(...(await judgeBlobs(ground, life, right)))
  wrong.push(...(await judgeTrail(life, records, data.outcome === 'nothing to do')))
  if (kind === 'publish') wrong.push(...(await judgeFunctions(ground, life, true)))
}

/** The run after that finds nothing to do; what was left unfinished two hours ago is cleared away by the next build. */
async function judgeLater(life: Life, version: number, random: Random): Promise<void> {
  const { ground, kind, project, wrong } = life
  if (wrong.length > 0) return
  const isCloud = kind === 'upload' || kind === 'publish'
  // It costs a start, so not every life in the account is asked.
  if (!isCloud || random() < 0.2) {
    const { code, stdout } = await wholeRun(isCloud ? commandOf(life) : ground.command(project, ['build']))
    const { data } = JSON.parse(stdout) as { data: Later }
    const again = (data.artifacts ?? [])
      .filter(({ reused }) => reused === false)
      .map(({ logicalId, why }) => `${logicalId}: ${why}`)
    if (code !== 0) wrong.push(`the run after it ends with ${code}`)
    if (isCloud && data.outcome !== 'nothing to do') wrong.push(`the run after it ends as ${data.outcome}`)
    if (!isCloud && again.length > 0) wrong.push(`the run after it builds ${again.join(', ')}`)
    if (kind === 'publish') wrong.push(...(await judgeFunctions(ground, life, true)))
  }
  const drafts = draftsIn(project)
  if (drafts.length === 0) return
  const longAgo = Date.now() / 1000 - 7200
  for (const path of drafts) utimesSync(path, longAgo, longAgo)
  writeSources(project, version === 0 ? 1 : 2)
  await wholeRun(ground.command(project, ['build']))
  const left = draftsIn(project)
  if (left.length > 0) wrong.push(`drafts of two hours ago are left: ${left.join(', ')}`)
}

/** The local cloud is to stay small, however many lives it sees. */
async function clear({ ground: { lambda, s3, bucket }, kind, project }: Life): Promise<void> {
  rmSync(project.root, { recursive: true, force: true })
  if (kind !== 'upload' && kind !== 'publish') return
  for (const id of kind === 'publish' ? Object.keys(functions) : [])
    await lambda.send(new DeleteFunctionCommand({ FunctionName: functionName(project, id) })).catch(() => undefined)
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${project.name}/` }))
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
}
