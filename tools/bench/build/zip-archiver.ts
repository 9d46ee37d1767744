/** A folder through archiver, as its README shows it. Arguments: archiver's module, the folder, the zip. */
import { createWriteStream } from 'node:fs'

interface Archive {
  on(event: 'warning' | 'error', listener: (error: Error) => void): void
  pipe(to: NodeJS.WritableStream): void
  directory(path: string, name: false): void
  finalize(): Promise<void>
}

const [library = '', folder = '', zip = ''] = process.argv.slice(2)
const { ZipArchive }: { ZipArchive: new (options: object) => Archive } = await import(library)
const archive = new ZipArchive({ zlib: { level: 6 } })
for (const event of ['warning', 'error'] as const) {
  archive.on(event, (error) => {
    throw error
  })
}
archive.pipe(createWriteStream(zip))
archive.directory(folder, false)
await archive.finalize()
