import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Report } from '../report.ts'
import { refuseUnknown, unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'

/** Reads `tls: { ca: file }`; there is no way to trust everybody. */
export function readAuthority(value: unknown, report: Report): string | undefined {
  const { ca, ...others } = isMap(value) ? value : { others: value }
  refuseUnknown(others, ['ca'], report)
  if (typeof ca === 'string' && ca !== '') return ca
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} names no authority`, 'such as tls: { ca: certificates/ca.pem }')
  return undefined
}

/** The certificates of a file of the project as PEM, or why there are none. */
export async function readCertificates(
  file: string,
  folder: string,
): Promise<{ readonly pem: string } | { readonly wrong: string }> {
  try {
    const pem = await readFile(resolve(folder, file), 'utf8')
    return pem.includes('-----BEGIN CERTIFICATE-----') ? { pem } : { wrong: `${file} holds no certificate as PEM` }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { wrong: `${file} cannot be read: ${code === 'ENOENT' ? 'it does not exist' : message}` }
  }
}

/** Tells where a file holds no certificates. */
export async function judgeAuthority(file: string, folder: string, report: Report): Promise<void> {
  if (file === unresolved) return
  const found = await readCertificates(file, folder)
  if ('wrong' in found) report.tell('SMOKE_SETTING_INVALID', found.wrong)
}
