import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FunctionBuild, ImageBuild } from '@project-utils/project'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ImagePlan, planImages } from './plan-images.ts'

const context = { signal: new AbortController().signal }
let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'images-')))
  write('app/Dockerfile', 'FROM scratch')
  write('app/index.js', 'one')
  write('app/.dockerignore', 'node_modules\n*.log\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function build(change: Partial<ImageBuild> = {}): FunctionBuild {
  const image = { directory: join(root, 'app'), dockerfile: 'Dockerfile', arguments: {}, ...change }
  return { logicalId: 'Api', image, where: { file: 'p.yaml', line: 3 } } as unknown as FunctionBuild
}

async function plan(change: Partial<ImageBuild> = {}, architecture = 'arm64'): Promise<ImagePlan> {
  const input = { functions: [build(change)], template: { Api: { architecture } }, repository: 'shop-dev-repository' }
  const [first] = await planImages({ ...input, cache: join(root, 'cache') }, context)
  return first as ImagePlan
}

describe('planImages', () => {
  it('names platform and repository, and leaves functions without an image out', async () => {
    expect(await plan()).toMatchObject({ platform: 'linux/arm64', repository: 'shop-dev-repository' })
    expect(await plan({ repository: 'mine' }, 'x86_64')).toMatchObject({ platform: 'linux/amd64', repository: 'mine' })
    const { image: _image, ...zip } = build()
    const input = { functions: [zip as FunctionBuild], template: {}, repository: '', cache: join(root, 'cache') }
    expect(await planImages(input, context)).toEqual([])
  })

  it('gives the same context the same identity, also in another folder, at another time, and without its cache', async () => {
    const { identity } = await plan()
    expect(identity).toMatch(/^[0-9a-f]{64}$/)
    utimesSync(join(root, 'app/index.js'), 1, 1)
    expect((await plan()).identity).toBe(identity)
    rmSync(join(root, 'cache'), { recursive: true })
    expect((await plan()).identity).toBe(identity)
    for (const name of ['Dockerfile', 'index.js', '.dockerignore']) {
      write(`copy/${name}`, { Dockerfile: 'FROM scratch', 'index.js': 'one' }[name] ?? 'node_modules\n*.log\n')
    }
    expect((await plan({ directory: join(root, 'copy') })).identity).toBe(identity)
  })

  it.each([
    ['a file', () => write('app/index.js', 'two')],
    ['a new file', () => write('app/other.js', '')],
    ['an empty folder', () => mkdirSync(join(root, 'app/empty'))],
    ['an execute bit', () => chmodSync(join(root, 'app/index.js'), 0o755)],
    ['where a link leads', () => symlinkSync('index.js', join(root, 'app/link'))],
    ['the Dockerfile', () => write('app/Dockerfile', 'FROM other')],
    ['the Dockerfile, also an ignored one', () => write('app/.dockerignore', 'node_modules\n*.log\nDockerfile\n')],
  ])('changes the identity with %s', async (_what, change) => {
    const { identity } = await plan()
    change()
    expect((await plan()).identity).not.toBe(identity)
  })

  it.each([
    ['the stage', { target: 'test' }],
    ['a build argument', { arguments: { VERSION: '2' } }],
  ])('changes the identity with %s', async (_what, change) => {
    expect((await plan(change)).identity).not.toBe((await plan()).identity)
  })

  it('changes the identity with the architecture', async () => {
    expect((await plan({}, 'x86_64')).identity).not.toBe((await plan()).identity)
  })

  it('does not look at what .dockerignore leaves out, and at the ignored Dockerfile all the same', async () => {
    const { identity } = await plan()
    write('app/node_modules/a/index.js', 'x')
    write('app/debug.log', 'x')
    expect((await plan()).identity).toBe(identity)
    write('app/.dockerignore', 'Dockerfile\n')
    const ignored = (await plan()).identity
    write('app/Dockerfile', 'FROM another')
    expect((await plan()).identity).not.toBe(ignored)
  })

  it('reaches into an ignored folder for what is taken back in', async () => {
    write('app/.dockerignore', 'dist\n!dist/keep.js\n')
    write('app/dist/keep.js', 'one')
    const { identity } = await plan()
    write('app/dist/other.js', 'one')
    expect((await plan()).identity).toBe(identity)
    write('app/dist/keep.js', 'two')
    expect((await plan()).identity).not.toBe(identity)
  })

  it.each([
    ['the folder', { directory: '/nowhere' }, /no folder/],
    ['the Dockerfile', { dockerfile: 'Dockerfile.prod' }, /no Dockerfile/],
  ])('refuses a context without %s at the place where it is named', async (_what, change, message) => {
    await expect(plan(change)).rejects.toMatchObject({
      code: 'LAMBDA_IMAGE_CONTEXT',
      message: expect.stringMatching(message),
      problems: [{ where: { file: 'p.yaml', line: 3 } }],
    })
  })
})
