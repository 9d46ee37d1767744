import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { readText, writeWhole } from '@project-utils/artifact'
import { confirmDecision, type Invocation, openProject } from '@project-utils/cli'
import { type Context, type Envelope, type ErrorTable, type Json, ProjectError } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import { openRecords } from '@project-utils/records'
import { ask, perform } from '@project-utils/run'
import { parseTemplate, rewriteTemplate } from '@project-utils/template'
import type { BlobPlace } from '../package/blob.ts'
import { type BuiltCode, readBuiltCode } from '../package/built-code.ts'
import { blobRows, type Packaged, packageAct } from '../package/package-act.ts'
import { packageStack } from '../package/package-stack.ts'
import { joined, type PackagePlan } from '../package/plan.ts'
import { errorTables } from './error-tables.ts'
import { openAccount } from './open-account.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn package`: templates that point to the bucket instead of local paths; with `--upload` also what they point to. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { flags, cwd } = invocation
  const { project, findings } = await openProject(invocation)
  const chosen = chooseTemplates(project, invocation.arguments, cwd)
  const out = typeof flags['out'] === 'string' ? resolve(cwd, flags['out']) : undefined
  if (flags['upload'] !== true) {
    const [scope] = project.scopes
    const records = openRecords({ s3: offline, scope, now: () => new Date() })
    const packer = onePack(project, chosen, placeOf(records, scope.region), invocation, out)
    const question = {
      command: 'cfn package',
      scopes: [scope],
      ask: async (context: Context) => {
        const { blobs, templates } = await packer.pack(context)
        await packer.write()
        return { data: { bucket: records.bucket, templates, blobs: blobRows(blobs, records) }, findings }
      },
    }
    return await ask(question, invocation.options(errorTables))
  }
  const { records, scope, session, holder, selection } = await openAccount(invocation, project)
  const packer = onePack(project, chosen, placeOf(records, scope.region), invocation, out)
  const isDryRun = flags['dry-run'] === true
  const write = isDryRun ? async (): Promise<void> => {} : packer.write
  const act = packageAct({
    ...{ scope, records, selection, findings, write },
    pack: packer.pack,
    guard: () => session.guard(scope),
  })
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: isDryRun,
    decide: confirmDecision(invocation),
  })
}

/** A template to package, and the name it gets. */
interface Chosen {
  readonly name: string
  readonly file: string
}

interface Packer {
  readonly pack: (context: Context) => Promise<Packaged>
  /** Writes the templates into the folder, if one is named. */
  readonly write: () => Promise<void>
}

/** Packs once a run, however often it is asked. */
function onePack(
  project: Project,
  chosen: readonly Chosen[],
  place: BlobPlace,
  { flags, cwd }: Invocation,
  out: string | undefined,
): Packer {
  const { artifacts } = flags
  const texts = new Map<string, string>()
  let packed: Promise<Packaged> | undefined
  const packAll = async (context: Context): Promise<Packaged> => {
    const given: BuiltCode =
      typeof artifacts === 'string' ? readBuiltCode(resolve(cwd, artifacts), place) : { code: {}, blobs: [] }
    const built = new Set([...Object.keys(project.functions), ...Object.keys(project.layers)])
    const cache = join(project.root, '.project-utils', 'cache')
    const plans: PackagePlan[] = []
    const templates: Json[] = []
    for (const { name, file } of chosen) {
      const text = readText(file)
      const template = parseTemplate(text, file)
      const plan = await packageStack({ template, root: project.root, cache, place, built, code: given.code }, context)
      plans.push(plan)
      texts.set(name, rewriteTemplate(text, file, plan.template.value))
      templates.push({ name, template: file, ...(out === undefined ? {} : { file: join(out, name) }) })
    }
    return { blobs: joined([...given.blobs, ...plans.flatMap(({ blobs }) => blobs)]), templates }
  }
  return {
    pack: (context) => {
      packed ??= packAll(context)
      return packed
    },
    write: async () => {
      if (out !== undefined) for (const [name, text] of texts) await writeWhole(join(out, name), text)
    },
  }
}

/** Stacks by their keys, and templates by their files; none named: all stacks. */
function chooseTemplates(project: Project, names: readonly string[], cwd: string): readonly Chosen[] {
  const stacks = Object.values(project.stacks)
  const wanted = names.length === 0 ? stacks.map(({ key }) => key) : names
  const chosen = wanted.map((name): Chosen => {
    const stack = project.stacks[name]
    if (stack !== undefined) return { name: `${name}${extension(stack.template)}`, file: stack.template }
    const file = resolve(cwd, name)
    if (existsSync(file)) return { name: basename(file), file }
    const are = stacks.length === 0 ? 'it declares none' : `it declares ${stacks.map(({ key }) => key).join(', ')}`
    throw new ProjectError('CFN_STACK_UNKNOWN', `${name} is neither a file nor a stack of the project: ${are}`, {
      hint: stacks[0] === undefined ? 'name a template' : `project-cfn package ${stacks[0].key}`,
    })
  })
  const twice = chosen.find(({ name }, index) => chosen.findIndex((one) => one.name === name) !== index)
  if (twice === undefined) return chosen
  throw new ProjectError('CFN_STACK_UNKNOWN', `two templates would be written to ${twice.name}`, {
    hint: 'package them one after the other, into folders of their own',
  })
}

function extension(file: string): string {
  return /\.[a-z]+$/i.exec(file)?.[0] ?? '.yaml'
}

function placeOf(
  { bucket, blobs }: { bucket: string; blobs: { key(sha: string): string } },
  region: string,
): BlobPlace {
  return { bucket, region, key: blobs.key }
}

/** Records know bucket and keys without asking; whoever asks all the same is told so. */
const offline = {
  send: (): never => {
    throw new Error('package without --upload asks nobody')
  },
}
