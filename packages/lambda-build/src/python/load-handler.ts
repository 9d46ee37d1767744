import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { withLaidOut } from '../artifact/lay-out.ts'
import { lastLines } from '../programs/last-lines.ts'
import { runProgram } from '../programs/run-program.ts'

/** What came of loading a handler's module. */
export type LoadedModule =
  /** Whether it has the name, and whether that can be called. */
  { readonly found: boolean; readonly callable: boolean } | { readonly reason: string }

/** Loads a module without network, processes, or a right to write files; `fd` 1 is for its answer alone. */
const program = `
import os, sys, json
folder, module, name = sys.argv[1:4]
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
refused = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate",
    "shutil.", "ctypes.", "pty.spawn", "webbrowser.", "ftplib.", "smtplib.", "urllib.")
allowed = ("socket.__new__", "socket.gethostname", "ctypes.dlopen", "ctypes.dlsym", "ctypes.addressof")
def watch(event, parameters):
    if event.startswith(refused) and event not in allowed:
        raise PermissionError(event + " is refused while a handler is checked")
    if event == "open" and isinstance(parameters[1], str) and any(each in parameters[1] for each in "wax+"):
        raise PermissionError("writing to files is refused while a handler is checked")
sys.path.insert(0, folder)
sys.addaudithook(watch)
import importlib
try:
    value = getattr(importlib.import_module(module), name, None)
    result = {"found": value is not None, "callable": callable(value)}
except BaseException as error:
    result = {"reason": (type(error).__name__ + ": " + str(error))[:300]}
answer.write(json.dumps(result))
answer.flush()
os._exit(0)
`

/**
 * Runs the module of a handler in a Python process of its own, which is neither given the environment of this one nor
 * credentials, and answers whether it has the handler. The artifact's files are linked into a temporary folder.
 *
 * @param python one of the version that the code is for
 * @param module such as `src/app`
 * @param limit milliseconds until the process is ended
 */
export async function loadHandler(
  python: string,
  files: readonly ArtifactFile[],
  { module, name }: { readonly module: string; readonly name: string },
  signal: AbortSignal,
  limit = 10_000,
): Promise<LoadedModule> {
  return await withLaidOut([files], async (above) => {
    const folder = join(above, '0')
    const environment = { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' }
    const parameters = ['-I', '-S', '-B', '-X', 'utf8', '-c', program, folder, module.replaceAll('/', '.'), name]
    const end = await runProgram(python, parameters, { folder, environment, signal, limit })
    if (end.status === 0 && end.output.startsWith('{')) return JSON.parse(end.output)
    const [said = 'it ended without an answer'] = lastLines(end.errors, 1)
    return { reason: end.status === undefined ? (end.failure ?? said) : said }
  })
}
