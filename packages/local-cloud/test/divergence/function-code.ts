import { crc32, deflateRawSync } from 'node:zlib'

/** A zip that holds one file, `index.js`. */
export function zipOf(code: string): Uint8Array {
  const name = Buffer.from('index.js')
  const data = Buffer.from(code)
  const packed = deflateRawSync(data)
  const shared = Buffer.alloc(26)
  shared.writeUInt16LE(20, 0)
  shared.writeUInt16LE(8, 4)
  shared.writeUInt32LE(crc32(data), 10)
  shared.writeUInt32LE(packed.length, 14)
  shared.writeUInt32LE(data.length, 18)
  shared.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, name, packed])
  const tail = Buffer.alloc(14)
  // Readable and executable by all, as Lambda wants it.
  tail.writeUInt32LE((0o100755 << 16) >>> 0, 6)
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), shared, tail, name])
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
