import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'

/** What S3 says of an object, by the names of its headers. */
export function objectHeaders(object: Omit<GetObjectCommandOutput, 'Body'>): Readonly<Record<string, string>> {
  const named: readonly (readonly [string, string | number | undefined])[] = [
    ['content-type', object.ContentType],
    ['content-length', object.ContentLength],
    ['content-encoding', object.ContentEncoding],
    ['content-disposition', object.ContentDisposition],
    ['content-language', object.ContentLanguage],
    ['cache-control', object.CacheControl],
    ['expires', object.ExpiresString],
    ['etag', object.ETag],
    ['last-modified', object.LastModified?.toUTCString()],
    ['x-amz-version-id', object.VersionId],
    ['x-amz-storage-class', object.StorageClass],
    ['x-amz-server-side-encryption', object.ServerSideEncryption],
    ['x-amz-website-redirect-location', object.WebsiteRedirectLocation],
    ...Object.entries(object.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value] as const),
  ]
  return Object.fromEntries(named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
}
