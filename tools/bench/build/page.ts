/** The part of the page about building. */
import { walls } from '../goals.ts'
import { median, paired } from '../statistics.ts'
import { megabytes, seconds, table, times } from '../table.ts'
import { own } from './contests.ts'
import type { BuildFigures } from './measure.ts'

const abouts: Readonly<Record<string, readonly [string, string]>> = {
  cold: [
    'Cold build of three TypeScript functions',
    `Each imports zod, jose and one AWS SDK client; all is bundled for Node 22 and made small, with a source map. Dependencies
are installed beforehand; nothing of an earlier build is left, but the caches of Node, npm and the disk are warm. \`floor\` is
one esbuild for all functions and a zip of each. Ours zips as well, hashes what it read and loads every artifact to prove its
handler. CDK and SAM do not zip here (they do when they deploy). CDK starts one esbuild through npx per function, and checks the
template unless told otherwise. SAM installs the dependencies once more per function unless it builds in the source. osls is
used with serverless-esbuild and zips. The CPU of an esbuild that a program keeps beside it (the floor, ours, osls) is not counted:
nobody waits for its end.`,
  ],
  unchanged: [
    'Unchanged build of 20 such functions',
    `Nothing was touched since the build before. CDK and osls build again; SAM keeps the dependencies that it installed per
function and bundles again.`,
  ],
  python: [
    'Python dependencies of one small function',
    `Five packages and what they need, 14 in all, two of them with native code, for x86_64. The download caches of uv and pip are
warm; nothing of an earlier build is left. \`uv pip install\` is the floor: it fills a folder. Ours uses the same uv, leaves out what a
function does not need, checks native files and zips. SAM uses pip, or uv as a beta feature; it copies the code and does not zip.`,
  ],
  zip: [
    'Zip of 30 MB of npm packages in some 7,000 files',
    `Level 6 for all, which is kinder to archiver than the 9 of its README; \`archive.directory()\` as there. Ours is the library's
packing: it hashes every file as well, and its bytes depend on nothing but content, names and execute bits. \`read and store\`
reads every file and writes it as it is, without a zip's headers: what the disk costs.`,
  ],
  'zip-heavy': [
    'Zip of 300 MB in some 7,000 files',
    'The same tree and 27 files of 10 MB: what memory does when only the bytes grow. Archiver is left out for its time.',
  ],
  'zip-large': [
    'Zip of 300 MB in some 60,000 files',
    'Nine of those trees and 30 MB that cannot be made smaller: what memory does when the files grow in number as well.',
  ],
}

/** Tables of the contests that were measured. */
export function buildPart(figures: BuildFigures): string {
  const parts = Object.entries(figures).map(([name, { builds, failed, rounds }]) => {
    const [title, about] = abouts[name] ?? [name, '']
    const ours = walls(builds, own)
    const hasSize = name.startsWith('zip')
    const rows = Object.entries(builds).map(([tool, runs]) => [
      tool,
      seconds(median(walls(builds, tool))),
      seconds(Math.min(...walls(builds, tool))),
      times(paired(walls(builds, tool), ours, (a, b) => a / b)),
      seconds(median(runs.map(({ cpu }) => cpu))),
      megabytes(median(runs.map(({ rss }) => rss))),
      ...(hasSize ? [(median(runs.map(({ bytes }) => bytes)) / 1e6).toFixed(2)] : []),
      String(runs.length),
    ])
    const columns = ['', 'seconds', 'least', 'time / ours', 'CPU s', 'peak MB', ...(hasSize ? ['file MB'] : []), 'runs']
    const failures = Object.entries(failed).map(([tool, why]) => `- **${tool}** left the contest: ${why}`)
    return [
      `### ${title}`,
      `${about} ${rounds} ${rounds === 1 ? 'round' : 'rounds'}.`,
      table(columns, rows),
      ...failures,
    ].join('\n\n')
  })
  return parts.join('\n\n')
}
