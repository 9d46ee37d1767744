/** A folder through our own packing: hash of the manifest and zip. Arguments: our module, the folder, where to. */
import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

interface PackedFile {
  readonly path: string
  readonly content: { readonly file: string; readonly size: number }
  readonly executable: boolean
}

const [library = '', folder = '', to = ''] = process.argv.slice(2)
const { packFiles }: { packFiles(files: readonly PackedFile[], folder: string): Promise<unknown> } = await import(
  library
)
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
await packFiles(
  files.map(({ parentPath, name }) => {
    const file = join(parentPath, name)
    const { size, mode } = statSync(file)
    return { path: relative(folder, file), content: { file, size }, executable: (mode & 0o111) !== 0 }
  }),
  to,
)
