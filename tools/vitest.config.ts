import { defineConfig } from 'vitest/config'

const conditions = ['@project-utils/source', 'module', 'node', 'development|production']

/** `vitest run` takes the unit tests; `--mode emulator` and `--mode e2e` take those in `test/`. */
export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: mode === 'test' ? ['**/src/**/*.test.ts'] : [`**/test/**/*.${mode}.test.ts`],
    testTimeout: mode === 'test' ? 10_000 : 120_000,
    hookTimeout: mode === 'test' ? 10_000 : 180_000,
    fileParallelism: mode === 'test',
  },
}))
