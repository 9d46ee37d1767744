/** The text with everything that differs by machine and chance made the same: ports, ids of releases and resources. */
export function normalized(written: string): string {
  const ports = new Map<string, number>()
  const stable = (port: string): string => {
    const known = ports.get(port) ?? 4566 + ports.size
    ports.set(port, known)
    return String(known)
  }
  return written
    .replaceAll(/(127\.0\.0\.1|localhost):(\d+)/g, (_, host: string, port: string) => `${host}:${stable(port)}`)
    .replaceAll(/\b\d{8}T\d{6}Z-[0-9a-f]{6}\b/g, '20261121T090000Z-3f9a1c')
    .replaceAll(/(execute-api\/)[0-9a-z]+/g, '$1a1b2c3d4')
    .replaceAll(/\bE[0-9A-Z]{13}\b/g, 'E1A2B3C4D5E6F7')
}
