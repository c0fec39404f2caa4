// Asks an RTSPS stream to describe itself, with Digest of SHA-256 (RFC 7616): the status it answers.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function ask(socket: TLSSocket, url: string, sequence: number, more = ''): Promise<string> {
  socket.write(
    `DESCRIBE ${url} RTSP/1.0\r\nCSeq: ${sequence}\r\nAccept: application/sdp\r\n${more}\r\n`,
  );
  let answer = '';
  while (!answer.includes('\r\n\r\n')) answer += String((await once(socket, 'data'))[0]);
  return answer;
}

export async function described(
  url: string,
  fingerprint: string,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<number> {
  const { hostname, port } = new URL(url);
  // The camera is believed by its certificate alone, which is compared before anything is said.
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
    if (socket.getPeerX509Certificate()?.fingerprint256 !== fingerprint)
      throw new Error('another certificate than the one that was expected');
    const challenge = /^WWW-Authenticate: Digest (.*SHA-256.*)$/im.exec(await ask(socket, url, 1));
    const part = (key: string): string =>
      new RegExp(`${key}="([^"]*)"`).exec(challenge?.[1] ?? '')?.[1] ?? '';
    const [realm, nonce] = [part('realm'), part('nonce')];
    const nc = '00000001';
    const cnonce = sha256(nonce).slice(0, 16);
    const secret = sha256(`${name}:${realm}:${password}`);
    const asked = sha256(`DESCRIBE:${url}`);
    const response = sha256(`${secret}:${nonce}:${nc}:${cnonce}:auth:${asked}`);
    const words =
      `username="${name}", realm="${realm}", nonce="${nonce}", uri="${url}", algorithm=SHA-256, ` +
      `qop=auth, nc=${nc}, cnonce="${cnonce}", response="${response}"`;
    const answer = await ask(socket, url, 2, `Authorization: Digest ${words}\r\n`);
    return Number(/^RTSP\/1\.0 (\d{3})/.exec(answer)?.[1]);
  } finally {
    socket.destroy();
  }
}
