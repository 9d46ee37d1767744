/** Lays a case out, runs it with a packed bin, and looks at what it left. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Envelope, formatPlace, type Problem } from '@project-utils/contract'
import type { BadCase, Tree } from './case.ts'

/** What all cases share. */
export interface Stage {
  readonly bin: string
  readonly folder: string
  /** Environment variables of every run. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** How a run ended. */
interface Ended {
  readonly code: number | null
  readonly envelope: Envelope | undefined
  readonly stderr: string
}

/** A user and group that own nothing. */
const nobody = 65534
const api = { Runtime: 'nodejs24.x', Handler: 'api.handler', MemorySize: 512, Timeout: 30 }
const other = { Role: 'arn:aws:iam::000000000000:role/api', Code: '.' }

/** Runs a case, mends it where it says how and runs it again; all that is wrong with how it was told. */
export async function judgeCase(bad: BadCase, stage: Stage, tell?: (line: string) => void): Promise<readonly string[]> {
  const folder = join(stage.folder, bad.name.replaceAll(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  try {
    layOut(bad, folder)
    if (bad.withoutRights === true) giveAway(folder)
    const before = ownFiles(folder)
    const ended = await run(bad, bad, folder, stage)
    tell?.(`\n## ${bad.name}: exit ${ended.code}\n${ended.stderr}`)
    const wrong = [
      ...complaintsOf(bad, ended, folder),
      ...leftBehind(bad, folder),
      ...changed(before, ownFiles(folder)),
    ]
    if (bad.mend === undefined) return wrong
    const mended = merge(bad, bad.mend)
    layOut(mended, folder)
    const again = await run(bad, mended, folder, stage)
    return [...wrong, ...unbuilt(again, folder).map((what) => `mended: ${what}`)]
  } finally {
    release(folder)
  }
}

/** Builds a project that is right; all that is wrong with what came of it. */
export async function buildRight(right: Tree, folder: string, stage: Stage): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  layOut(right, folder)
  return unbuilt(await run({}, right, folder, stage), folder)
}

/**
 * Has uv fetched once, by a project that is right, and gives the folder that it lies in; undefined where it could not be
 * fetched, and pip does the work.
 */
export async function provideUv(right: Tree, stage: Stage): Promise<string | undefined> {
  const folder = join(stage.folder, 'uv')
  const [wrong] = await buildRight(right, folder, stage)
  if (wrong !== undefined) throw new Error(wrong)
  const tools = join(folder, '.project-utils', 'cache', 'tools')
  return below(tools).find((path) => basename(path) === 'bin')
}

function merge(tree: Tree, over: Tree): Tree {
  const template = Object.entries({ ...tree.template, ...over.template }).map(([id, properties]): [string, object] => [
    id,
    { ...tree.template?.[id], ...properties },
  ])
  const { arrange: _arrange, ...rest } = tree
  return {
    ...rest,
    ...over,
    files: { ...tree.files, ...over.files },
    template: Object.fromEntries(template),
    environment: { ...tree.environment, ...over.environment },
  }
}

function layOut({ files = {}, functions, template, layers, sections, arrange }: Tree, folder: string): void {
  const declared = template === undefined || Object.keys(template).length === 0 ? { Api: {} } : template
  const configuration = {
    project: 'bad',
    environments: { local: { target: 'local' } },
    functions: functions ?? { Api: { entry: 'api.js' } },
    ...(layers === undefined ? {} : { layers }),
    stacks: { app: { template: 'template.yaml' } },
    ...sections,
  }
  const resources = Object.entries(declared).map(([id, properties]) => [id, resourceOf(properties)])
  const all = {
    'api.js': 'export const handler = async () => 1\n',
    'project.yaml': configuration,
    'template.yaml': { Resources: Object.fromEntries(resources) },
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path)
    if (content === null) {
      rmSync(file, { recursive: true, force: true })
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    const isText = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(file, isText ? content : JSON.stringify(content, null, 2))
  }
  arrange?.(folder)
}

/** A function, unless it says that it is something else. */
function resourceOf(properties: object): object {
  const { Type: type = 'AWS::Lambda::Function', ...rest } = properties as { readonly Type?: string }
  if (type !== 'AWS::Lambda::Function') return { Type: type, Properties: rest }
  const all = { ...other, ...('PackageType' in rest ? {} : api), ...rest }
  return { Type: type, Properties: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) }
}

async function run(
  { args = ['build'], withoutRights }: Pick<BadCase, 'args' | 'withoutRights'>,
  tree: Tree,
  folder: string,
  stage: Stage,
): Promise<Ended> {
  const child = spawn(process.execPath, [stage.bin, ...args, '--json'], {
    cwd: folder,
    // What npm has seen elsewhere it would not look at again.
    env: { ...stage.environment, npm_config_cache: `${folder}.npm`, ...tree.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(withoutRights === true && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const code = await ended
  try {
    return { code, stderr, envelope: JSON.parse(stdout) }
  } catch {
    return { code, stderr: `${stdout}\n${stderr}`, envelope: undefined }
  }
}

function complaintsOf({ exit, told }: BadCase, { code, envelope, stderr }: Ended, folder: string): readonly string[] {
  if (envelope === undefined) return [`stdout is no single JSON document: ${stderr}`]
  const { problems, exitCode, ok } = envelope
  const flat = (text: string): string => text.replaceAll(/\s+/g, '')
  const places = problems.map(({ where }) => formatPlace(where ?? {}).replace(`${folder}/`, ''))
  const matches = problems.map((problem, index) =>
    told.filter(
      (each) => each.code === problem.code && each.message.test(problem.message) && fits(each, problem, places[index]),
    ),
  )
  return [
    ...(code === exit && exitCode === exit && !ok
      ? []
      : [`exit code ${code}, in the document ${exitCode}; ${exit} is right`]),
    ...(problems.length === told.length && matches.every((each) => each.length === 1)
      ? []
      : [
          `told ${JSON.stringify(
            problems.map((problem, index) => ({ ...problem, where: places[index] })),
            null,
            2,
          )}`,
        ]),
    ...problems
      .filter(
        ({ message, hint = '' }) => hint === '' || ![message, hint].every((each) => flat(stderr).includes(flat(each))),
      )
      .map(({ message }) => `without hint, or not told in text: ${message}`),
    ...(/^\s+at .*:\d+\)?$/m.test(stderr) ? [`a stack trace: ${stderr}`] : []),
    ...(/Warning: |please report/i.test(stderr) ? [`a warning of Node.js, or a bug: ${stderr}`] : []),
  ]
}

function fits({ hint, where }: BadCase['told'][number], problem: Problem, place: string | undefined): boolean {
  return hint.test(problem.hint ?? '') && (where === undefined || where.test(place ?? ''))
}

/** Drafts, and artifacts of what was refused. */
function leftBehind({ keeps }: BadCase, folder: string): readonly string[] {
  const cache = join(folder, '.project-utils')
  const paths = below(cache).map((path) => relative(cache, path))
  const wrong = paths.filter(
    (path) => /\.(tmp|old)(\/|$)|escaped/.test(path) || (keeps !== true && /(^|\/)artifacts\/./.test(path)),
  )
  return wrong.map((path) => `left behind: ${path}`)
}

/** The project's own files: a build writes to its cache alone. */
function ownFiles(folder: string): readonly string[] {
  return below(folder).filter((path) => !path.startsWith(join(folder, '.project-utils')))
}

function changed(before: readonly string[], after: readonly string[]): readonly string[] {
  const others = [...before.filter((path) => !after.includes(path)), ...after.filter((path) => !before.includes(path))]
  return others.map((path) => `changed in the project: ${path}`)
}

function below(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
  } catch {
    return []
  }
}

/** What a good run must show: every artifact is there, whole, and newly built. */
function unbuilt({ code, envelope, stderr }: Ended, folder: string): readonly string[] {
  const { artifacts = [] } = (envelope?.data ?? {}) as { readonly artifacts?: readonly Row[] }
  if (code !== 0 || artifacts.length === 0) return [`exit code ${code}: ${stderr}`]
  return artifacts.flatMap(({ logicalId, zip, codeSha256, reused }) => {
    const hash = existsSync(zip) ? createHash('sha256').update(readFileSync(zip)).digest('base64') : 'nothing'
    return [
      ...(hash === codeSha256 ? [] : [`${logicalId}: the zip is ${hash}, and was told to be ${codeSha256}`]),
      ...(reused ? [`${logicalId} was taken from the run that failed`] : []),
      ...below(join(folder, '.project-utils')).filter((path) => path.endsWith('.tmp')),
    ]
  })
}

interface Row {
  readonly logicalId: string
  readonly zip: string
  readonly codeSha256: string
  readonly reused: boolean
}

/** Gives a folder to the user without rights; what the case took from everyone stays so. */
function giveAway(folder: string): void {
  mkdirSync(`${folder}.npm`)
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${nobody}:${nobody}`, folder, `${folder}.npm`])
}

function release(folder: string): void {
  const mounted = join(folder, '.project-utils')
  try {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${mounted} `)) execFileSync('umount', [mounted])
  } catch {
    // Nowhere but on Linux is anything mounted.
  }
  if (process.getuid?.() !== 0) for (const path of [folder, ...below(folder)]) open(path)
  for (const path of [folder, `${folder}.npm`]) rmSync(path, { recursive: true, force: true })
}

/** Lets what was made unreadable be removed. */
function open(path: string): void {
  try {
    chmodSync(path, 0o700)
  } catch {
    // A link that leads nowhere.
  }
}
