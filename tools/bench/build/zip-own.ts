/** A folder through our own packing: hash of the manifest and zip. Arguments: our module, the folder, where to. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

interface PackedFile {
  readonly path: string
  readonly content: { readonly file: string; readonly size: number }
  readonly executable: boolean
}

const [library = '', folder = '', to = ''] = process.argv.slice(2)
const { packFiles }: { packFiles(files: readonly PackedFile[], folder: string): Promise<unknown> } = await import(
  library
)
const files: PackedFile[] = []
enter('')
await packFiles(files, to)

/** Folder by folder, as the product reads trees: a list of the whole tree would be most of the memory that is measured. */
function enter(at: string): void {
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const path = at === '' ? entry.name : `${at}/${entry.name}`
    if (entry.isDirectory()) enter(path)
    if (!entry.isFile()) continue
    const file = join(folder, path)
    const { size, mode } = statSync(file)
    files.push({ path, content: { file, size }, executable: (mode & 0o111) !== 0 })
  }
}
