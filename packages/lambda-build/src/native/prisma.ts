import { readdirSync } from 'node:fs'
import type { ArtifactFile } from '@project-utils/artifact'
import type { Finding } from '@project-utils/contract'
import type { FunctionJob } from '../build/job.ts'
import { portablePath } from '../paths/portable.ts'

const engine = /query_engine[^/\\]*\.node$/

/**
 * Tells of Prisma's generated client in a bundle without its engine, which it looks for at run time in
 * `node_modules/.prisma/client` below the function's folder, beside `schema.prisma`. Source: what `prisma generate` writes.
 *
 * @param inputs absolute paths of the bundle's sources
 * @param files what the artifact holds
 * @param base the folder that `include` is relative to
 */
export function prismaFindings(
  { id, machine, where }: FunctionJob,
  inputs: readonly string[],
  files: readonly ArtifactFile[],
  base: string,
): readonly Finding[] {
  const folder = inputs
    .map((each) => /^.*[\\/]node_modules[\\/]\.prisma[\\/]client(?=[\\/])/.exec(each)?.[0])
    .find((each) => each !== undefined)
  if (folder === undefined || files.some(({ path }) => engine.test(path))) return []
  const engines = readdirSync(folder).filter((name) => engine.test(name))
  // A client without an engine asks the database through an adapter.
  if (engines.length === 0) return []
  const platform = `${machine.architecture === 'arm64' ? 'linux-arm64' : 'rhel'}-openssl-`
  const fitting = engines.find((name) => name.includes(platform))
  const generate = `add "${platform}3.0.x" to binaryTargets of the schema's generator and run npx prisma generate, then `
  const place = portablePath(base, folder)
  const patterns = ['schema.prisma', fitting ?? `*${platform}*.node`].map((name) => `${place}/${name}`)
  return [
    {
      rule: 'lambda/prisma-engine',
      category: 'build',
      severity: 'warning',
      message: `${id}: the bundle holds Prisma's client, and its engine (${engines.join(', ')}) is not in the artifact`,
      fix: `${fitting === undefined ? generate : ''}functions.${id}.include: ${JSON.stringify(patterns)}`,
      where,
    },
  ]
}
