/** Who builds what, in which folder and with which words. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownBin, ownFile } from '../own.ts'
import { python } from '../python.ts'
import { bareNode } from '../start-up.ts'
import type { Contest, Contestant } from './contest.ts'
import { buildEnvironment } from './environment.ts'
import { nodeTools, writeNodeProject } from './node-project.ts'
import type { BuildPeers } from './peers.ts'
import { writePythonProject } from './python-project.ts'
import { writeScript } from './script.ts'
import { writeHeavyFiles, writeLargeTree, writeTree } from './tree.ts'

export const own = 'project-lambda'

/** All contests by name; what each needs on the disk is written when it is asked for. `rounds` replaces the usual number. */
export function contests(peers: BuildPeers, folder: string, rounds?: number): Readonly<Record<string, () => Contest>> {
  const contest = (name: string, usual: number, cold: boolean, of: (place: string) => readonly Contestant[]) => () => {
    const place = join(folder, name)
    mkdirSync(place)
    return { name, cold, rounds: rounds ?? usual, contestants: of(place) }
  }
  const bare = (place: string): Contestant => plain(bareNode, place, [process.execPath, '-e', '0'])
  return {
    cold: contest('cold', 3, true, (place) => nodeBuilds(place, 3, peers, true)),
    unchanged: contest('unchanged', 2, false, (place) => [bare(place), ...nodeBuilds(place, 20, peers, false)]),
    python: contest('python', 3, true, (place) => pythonBuilds(place, peers)),
    zip: contest('zip', 3, true, (place) => zips(place, peers)),
    'zip-heavy': contest('zip-heavy', 1, true, (place) => heavyZips(place, peers)),
    'zip-large': contest('zip-large', 1, true, (place) => largeZips(place, peers)),
  }
}

function plain(name: string, folder: string, argv: readonly string[]): Contestant {
  return { name, folder, argv, environment: buildEnvironment(), leftovers: [] }
}

/** Where our own build may leave something. */
const ownLeftovers = ['.cache', '.project-utils']

function ownBuild(folder: string, count: number, folders: readonly string[] = []): Contestant {
  return {
    ...plain(own, folder, [process.execPath, ownBin('project-lambda'), 'build', '--config', 'project.yaml']),
    environment: buildEnvironment(folders),
    leftovers: ownLeftovers,
    product: { pattern: `{${ownLeftovers.join(',')}}/**/*.zip`, count },
  }
}

/** Each has a copy of the project for itself, since some of them change it. */
function nodeBuilds(folder: string, count: number, peers: BuildPeers, cold: boolean): readonly Contestant[] {
  const at = (name: string): string => {
    writeNodeProject(join(folder, name), count)
    return join(folder, name)
  }
  const { 'aws-cdk': cdk, 'aws-sam-cli': sam, osls } = peers
  const floor = at('floor')
  return [
    {
      ...plain('floor', floor, [process.execPath, writeScript(floor, 'floor'), String(count)]),
      leftovers: ['floor'],
      product: { pattern: 'floor/*.zip', count },
    },
    ownBuild(at('own'), count),
    ...(cdk === undefined ? [] : cdkBuilds()),
    ...(sam === undefined ? [] : samBuilds()),
    ...(osls === undefined ? [] : [oslsBuild(osls.command, osls.folder)]),
  ]

  function cdkBuilds(): readonly Contestant[] {
    const project = at('cdk')
    const unchecked: Contestant = {
      ...plain('cdk synth, its checks off', project, [...(cdk?.command ?? []), 'synth', '--quiet', '--no-notices']),
      environment: {
        ...buildEnvironment(),
        CDK_VALIDATION: 'false',
        NODE_PATH: [join(cdk?.folder ?? '', 'node_modules'), join(project, 'node_modules')].join(':'),
      },
      leftovers: ['cdk.out'],
      product: { pattern: 'cdk.out/asset.*/index.js', count },
    }
    if (!cold) return [unchecked]
    const { CDK_VALIDATION: _, ...environment } = unchecked.environment
    return [unchecked, { ...unchecked, name: 'cdk synth', environment }]
  }

  function samBuilds(): readonly Contestant[] {
    const one = (name: string, ...flags: readonly string[]): Contestant => ({
      ...plain(name, at(name.replaceAll(/\W+/g, '-')), [...(sam?.command ?? []), 'build', ...flags]),
      // It removes esbuild from the project's own folder.
      environment: buildEnvironment([nodeTools()]),
      leftovers: ['.aws-sam'],
      product: { pattern: '.aws-sam/build/*/function-*.js', count },
    })
    if (!cold) return [one('sam build --cached --parallel', '--cached', '--parallel')]
    return [one('sam build --build-in-source', '--build-in-source'), { ...one('sam build'), rounds: 1 }]
  }

  function oslsBuild(command: readonly string[], installed: string): Contestant {
    const project = at('osls')
    const NODE_PATH = [join(installed, 'node_modules'), join(project, 'node_modules')].join(':')
    return {
      ...plain('osls package', project, [...command, 'package']),
      environment: { ...buildEnvironment(), NODE_PATH },
      leftovers: ['.serverless', '.esbuild'],
      product: { pattern: '.serverless/*.zip', count },
    }
  }
}

function pythonBuilds(folder: string, { uv, 'aws-sam-cli': sam }: BuildPeers): readonly Contestant[] {
  const version = execFileSync(python(), ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  }).trim()
  // SAM wants the function's own Python in PATH.
  const folders = [dirname(python()), ...(uv === undefined ? [] : [join(uv.folder, 'bin')])]
  const at = (name: string): string => {
    writePythonProject(join(folder, name), version)
    return join(folder, name)
  }
  const samBuild = (name: string, ...flags: readonly string[]): Contestant => ({
    ...plain(name, at(name.replaceAll(/\W+/g, '-')), [...(sam?.command ?? []), 'build', ...flags]),
    environment: buildEnvironment(folders),
    leftovers: ['.aws-sam'],
    product: { pattern: '.aws-sam/build/*/pydantic_core/*.so', count: 1 },
  })
  const install = [
    ...['pip', 'install', '--quiet', '--target', 'target', '--requirement', 'code/requirements.txt'],
    ...['--python-version', version, '--python-platform', 'x86_64-manylinux2014', '--only-binary', ':all:'],
  ]
  return [
    ...(uv === undefined
      ? []
      : [
          {
            ...plain('uv pip install', at('uv'), [...uv.command, ...install]),
            environment: buildEnvironment(folders),
            leftovers: ['target'],
            product: { pattern: 'target/pydantic_core/*.so', count: 1 },
          },
        ]),
    ownBuild(at('own'), 1, folders),
    ...(sam === undefined
      ? []
      : [
          samBuild('sam build'),
          ...(uv === undefined ? [] : [samBuild('sam build, uv (beta)', '--beta-features', '-t', 'template-uv.yaml')]),
        ]),
  ]
}

function zips(folder: string, peers: BuildPeers): readonly Contestant[] {
  const tree = join(folder, 'tree')
  writeTree(tree)
  const readme = peers.archiver?.command[1]
  const slow: readonly Contestant[] =
    readme === undefined
      ? []
      : [zip('archiver', script(folder, 'zip-archiver', readme, tree, 'archiver.zip'), 'archiver.zip', folder)]
  const floor = zip('read and store', script(folder, 'zip-store', tree, 'stored'), 'stored', folder)
  return [floor, ...ownAndInfoZip(folder, tree, peers), ...slow]
}

function heavyZips(folder: string, peers: BuildPeers): readonly Contestant[] {
  const tree = join(folder, 'tree')
  writeTree(tree)
  writeHeavyFiles(tree)
  return ownAndInfoZip(folder, tree, peers)
}

function largeZips(folder: string, peers: BuildPeers): readonly Contestant[] {
  const [tree, large] = [join(folder, 'tree'), join(folder, 'large')]
  writeTree(tree)
  writeLargeTree(large, tree)
  return ownAndInfoZip(folder, large, peers)
}

function ownAndInfoZip(folder: string, tree: string, { 'Info-ZIP': infoZip }: BuildPeers): readonly Contestant[] {
  const pack = ownFile('artifact', 'dist/pack.js')
  const words = [...(infoZip?.command ?? []), '-6', '-r', '-X', '-q', '../info.zip', '.']
  return [
    { ...zip(own, script(folder, 'zip-own', pack, tree, 'own'), 'own/*.zip', folder), leftovers: ['own'] },
    ...(infoZip === undefined ? [] : [zip('zip -6', words, '../info.zip', tree)]),
  ]
}

function zip(name: string, argv: readonly string[], file: string, folder: string): Contestant {
  return { ...plain(name, folder, argv), leftovers: [file], product: { pattern: file, count: 1 } }
}

function script(folder: string, name: string, ...words: readonly string[]): readonly string[] {
  return [process.execPath, writeScript(folder, name), ...words]
}
