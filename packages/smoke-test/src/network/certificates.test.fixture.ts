/**
 * Certificates for localhost and 127.0.0.1, made once by OpenSSL 3 for these tests and trusted by nobody: a P-256 key by
 * `openssl ecparam -name prime256v1 -genkey`, an authority by `openssl ca -selfsign`, and two certificates signed by it by
 * `openssl ca -startdate … -enddate …` with `subjectAltName=DNS:localhost,IP:127.0.0.1`. All share the one key.
 */

/** The key of all of them. */
export const key: string = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEEMWOBE2X2ymiglffc/fwju4gtKeXANmu093GimnA9xoAoGCCqGSM49
AwEHoUQDQgAEmhXbRzY+PBxVL2G2Tv+OqyE7i/thGTIQ64le1Rc9p5qBMGYuumLx
s2ag+wr5rRZmwlfnb/ioYzHq5uvmRlCVLA==
-----END EC PRIVATE KEY-----`

/** Signed the others; good from 2020 to the end of 2125. */
export const authority: string = `-----BEGIN CERTIFICATE-----
MIIBlzCCATygAwIBAgIUVgh7TVk1I5fqOaLCTlW484kssDkwCgYIKoZIzj0EAwIw
KDENMAsGA1UECgwEVGVzdDEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjAw
MTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMCgxDTALBgNVBAoMBFRlc3QxFzAV
BgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
mhXbRzY+PBxVL2G2Tv+OqyE7i/thGTIQ64le1Rc9p5qBMGYuumLxs2ag+wr5rRZm
wlfnb/ioYzHq5uvmRlCVLKNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8E
BAMCAgQwHQYDVR0OBBYEFAgqI4Q4Z7T+Z7acoQaf95TyelDwMAoGCCqGSM49BAMC
A0kAMEYCIQD8uStIzxppvjzY+8tvrTKMLVYBJQkFwg0yL7QhBqxODQIhANVPLAuW
1RlPof2TA4VrtLGv0MzhQ+lUI3osPgDrH6hm
-----END CERTIFICATE-----`

/** Good from 2020 to the end of 2125. */
export const valid: string = `-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIUPZlkr3BoCZLJp+Ftsibyn9WfkMgwCgYIKoZIzj0EAwIw
KDENMAsGA1UECgwEVGVzdDEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjAw
MTAxMDAwMDAwWhgPMjEyNTEyMzEyMzU5NTlaMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJoV20c2PjwcVS9htk7/jqshO4v7
YRkyEOuJXtUXPaeagTBmLrpi8bNmoPsK+a0WZsJX52/4qGMx6ubr5kZQlSyjPTA7
MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAdBgNVHQ4EFgQUCCojhDhntP5n
tpyhBp/3lPJ6UPAwCgYIKoZIzj0EAwIDSAAwRQIhAKa4boGpfpgLidKSD+veZGKH
RKDT3VFAvCOY0GTHq2mQAiBbtmjIW/T7ivrw1ZBZbnw83McbRsdZw/V8u5hDYlTj
Hg==
-----END CERTIFICATE-----`

/** Ended with the year 2020. */
export const ended: string = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUJe9zXHWJo+D7Zn1LxTxr5KruU7QwCgYIKoZIzj0EAwIw
KDENMAsGA1UECgwEVGVzdDEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwHhcNMjAw
MTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASaFdtHNj48HFUvYbZO/46rITuL+2EZ
MhDriV7VFz2nmoEwZi66YvGzZqD7CvmtFmbCV+dv+KhjMerm6+ZGUJUsoz0wOzAa
BgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFAgqI4Q4Z7T+Z7ac
oQaf95TyelDwMAoGCCqGSM49BAMCA0gAMEUCIBDohs51Fieo5hMX+cky0JtHI6fA
+ZAPwDfctECN+2hnAiEArGkObvjpwxo7HJisaGa27YLleIjvvwHikGSnUTPdsgA=
-----END CERTIFICATE-----`
