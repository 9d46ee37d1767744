import { defineConfig } from 'vitest/config'

const conditions = ['@project-utils/source', 'node', 'development|production']

/**
 * From a package's folder or from the root: `vitest run` takes the unit tests beside the source; `--mode emulator` and
 * `--mode e2e` take those in `test/`, one file after the other, since each starts programs of its own.
 */
export default defineConfig(({ mode }) => {
  const unit = mode === 'test'
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: unit
        ? ['{packages/*/,}src/**/*.test.ts', 'tools/**/*.test.ts']
        : [`{packages/*/,}test/**/*.${mode}.test.ts`],
      exclude: ['**/node_modules/**', '**/dist/**', 'examples/**'],
      testTimeout: unit ? 20_000 : 120_000,
      hookTimeout: unit ? 20_000 : 300_000,
      fileParallelism: unit,
    },
  }
})
