import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { makeElf } from './binary.test.fixture.ts'

const client = 'node_modules/.prisma/client'

/** A project with what `prisma generate` writes, whose engines are for these platforms. */
function project(...platforms: readonly string[]): string {
  const engine = makeElf({}).toString('latin1')
  const engines = platforms.map((each) => [`${client}/libquery_engine-${each}.so.node`, engine])
  return makeFolder({
    'package.json': '{"dependencies": {"@prisma/client": "6.0.0"}}',
    'src/api.ts':
      'import { PrismaClient } from "@prisma/client"\nexport const handler = async () => new PrismaClient()',
    'node_modules/@prisma/client/package.json': '{"name": "@prisma/client", "version": "6.0.0", "main": "default.js"}',
    'node_modules/@prisma/client/default.js': 'module.exports = { ...require(".prisma/client/default") }',
    [`${client}/package.json`]: '{"name": "prisma-client"}',
    [`${client}/default.js`]: 'exports.PrismaClient = class {}',
    [`${client}/schema.prisma`]: '',
    ...Object.fromEntries(engines),
  })
}

async function build(root: string, include: readonly string[] = []) {
  const context = listen()
  const input = oneFunction(root, { entry: join(root, 'src/api.ts'), include }, { handler: 'api.handler' })
  const [artifact] = await buildArtifacts({ ...input, childEnvironment: process.env }, context)
  const findings = context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding] : []))
  return {
    paths: artifact?.manifest.entries.map(({ path }) => path) ?? [],
    prisma: findings.filter(({ rule }) => rule === 'lambda/prisma-engine'),
  }
}

it("tells that the engine of a bundled Prisma client is missing, and which patterns bring Lambda's", async () => {
  const root = project('debian-openssl-3.0.x', 'rhel-openssl-3.0.x')
  const { prisma } = await build(root)
  const engine = `${client}/libquery_engine-rhel-openssl-3.0.x.so.node`
  const patterns = [`${client}/schema.prisma`, engine]
  expect(prisma).toEqual([expect.objectContaining({ fix: `functions.Api.include: ${JSON.stringify(patterns)}` })])
  const included = await build(root, patterns)
  expect(included.prisma).toEqual([])
  expect(included.paths).toEqual(expect.arrayContaining(patterns))
})

it("names the platform to generate for where Lambda's engine is not there", async () => {
  const { prisma } = await build(project('debian-openssl-3.0.x'))
  expect(prisma[0]?.fix).toContain('add "rhel-openssl-3.0.x" to binaryTargets')
})

it('keeps quiet about a client without an engine', async () => {
  expect((await build(project())).prisma).toEqual([])
})
