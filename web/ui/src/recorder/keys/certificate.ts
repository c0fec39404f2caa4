// A certificate as it is pasted: found in the text, and its fingerprint computed here, so that it can be
// compared before anything is wrapped to it.
import type { KeysWords } from '../words/keys.en';

export type CertificateFault = keyof KeysWords['recipients']['faults'];

export interface PastedCertificate {
  /** This block and nothing around it is sent. */
  readonly pem: string;
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** As the interface takes it. */
export const certificateCharactersMax = 16_384;
const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

export const holdsPrivateKey = (text: string): boolean =>
  /-----BEGIN [A-Z ]*PRIVATE KEY/.test(text);

export async function certificateIn(text: string): Promise<PastedCertificate | CertificateFault> {
  if (!text.trim()) return 'missing';
  if (holdsPrivateKey(text)) return 'privateKey';
  const found = [...text.matchAll(block)];
  const [first] = found;
  if (!first) return /-----BEGIN PUBLIC KEY-----/.test(text) ? 'publicKey' : 'noCertificate';
  if (found.length > 1) return 'several';
  const der = derOf(first[1] ?? '');
  if (!der) return 'malformed';
  // Only where the page came over a connection that can be trusted.
  const digest = globalThis.crypto?.subtle;
  if (!digest) return 'noDigest';
  const hash = new Uint8Array(await digest.digest('SHA-256', der));
  return { pem: first[0], fingerprint: [...hash].map((byte) => hex(byte)).join('') };
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** Undefined unless it is one sequence, whole and with nothing behind it. */
function derOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  let der: Uint8Array<ArrayBuffer>;
  try {
    der = Uint8Array.from(atob(base64.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
  const [tag, mark = 0] = der;
  const more = mark < 0x80 ? 0 : mark & 0x7f;
  const length =
    more === 0 ? mark : der.slice(2, 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
  return tag === 0x30 && der.length === 2 + more + length ? der : undefined;
}
