import type { LayerBuild } from '@project-utils/project'
import { describe, expect, it } from 'vitest'
import { layerContradictions } from './contradictions.ts'

const place = { file: 'app.yaml', line: 7, column: 3 }

describe('layerContradictions', () => {
  it.each([
    ['one of the declared', { runtime: 'nodejs22.x', architecture: 'arm64' }, []],
    ['nothing written', {}, []],
    [
      'another runtime',
      { runtime: 'python3.13' },
      ['layers.Shared.runtime is python3.13, and app.yaml:7:3 says nodejs22.x, nodejs24.x'],
    ],
    [
      'another architecture',
      { architecture: 'x86_64' },
      ['layers.Shared.architecture is x86_64, and app.yaml:7:3 says arm64'],
    ],
  ])('%s', (_what, written, messages) => {
    const build = { logicalId: 'Shared', where: {}, ...written } as unknown as LayerBuild
    const known = { runtimes: ['nodejs22.x', 'nodejs24.x'], architectures: ['arm64'], place }
    expect(layerContradictions(build, known).map(({ message }) => message)).toEqual(messages)
    expect(layerContradictions(build, {})).toEqual([])
  })
})
