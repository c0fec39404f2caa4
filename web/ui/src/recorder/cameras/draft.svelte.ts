// A camera as it is typed into the form: what has to be asked of it before it can be kept, and what is
// sent to the recorder then.
import type { Camera, CameraChange, CameraRequest, Probe, ProbedStream } from '../api/types';

/** Why the form cannot be sent yet. */
export type Hindrance = 'probeFirst' | 'acceptFirst' | 'notChanged';

export class CameraDraft {
  name = $state('');
  url = $state('');
  subUrl = $state('');
  user = $state('');
  password = $state('');
  enabled = $state(true);
  accepted = $state(false);
  #probe = $state.raw<{ answer: Probe; target: string }>();
  readonly #kept: Camera | undefined;

  constructor(kept?: Camera) {
    this.#kept = kept;
    if (!kept) return;
    this.name = kept.name;
    this.url = kept.url;
    this.subUrl = kept.sub_url ?? '';
    this.user = kept.user ?? '';
    this.enabled = kept.enabled;
  }

  get kept(): Camera | undefined {
    return this.#kept;
  }
  /** What the camera answered, as long as the question is still the same. */
  get probe(): Probe | undefined {
    return this.#probe?.target === this.#target ? this.#probe.answer : undefined;
  }
  /** The certificate to insist on: the one accepted in this form, else the one accepted before. */
  get fingerprint(): string | undefined {
    const shown = this.probe?.tls?.fingerprint;
    if (this.accepted && shown) return shown;
    return this.#kept?.fingerprint ?? undefined;
  }
  get mustAccept(): boolean {
    const tls = this.probe?.tls;
    return tls !== undefined && tls !== null && tls.trust !== 'pinned' && !this.accepted;
  }
  get hindrance(): Hindrance | undefined {
    const moved = this.url.trim() !== this.#kept?.url;
    if (moved && !this.probe?.ok) return this.mustAccept ? 'acceptFirst' : 'probeFirst';
    if (this.mustAccept) return 'acceptFirst';
    if (this.#kept && Object.keys(this.change()).length === 0) return 'notChanged';
    return undefined;
  }

  learn(answer: Probe): void {
    this.#probe = { answer, target: this.#target };
    const { tls, streams } = answer;
    if (tls?.trust !== 'none') this.accepted = false;
    if (!this.subUrl && !this.#kept) this.subUrl = smallerThan(streams, this.url.trim())?.url ?? '';
  }

  request(): CameraRequest {
    const { user, password, subUrl, fingerprint } = this;
    return {
      name: this.name.trim(),
      url: this.url.trim(),
      ...(subUrl.trim() ? { sub_url: subUrl.trim() } : {}),
      ...(user ? { user } : {}),
      ...(password ? { password } : {}),
      ...(fingerprint ? { fingerprint } : {}),
    };
  }

  /** Only what differs from what is kept. */
  change(): CameraChange {
    const kept = this.#kept;
    const change: CameraChange = {};
    if (this.name.trim() !== kept?.name) change.name = this.name.trim();
    if (this.url.trim() !== kept?.url) change.url = this.url.trim();
    if (this.subUrl.trim() !== (kept?.sub_url ?? '')) change.sub_url = this.subUrl.trim();
    if (this.user !== (kept?.user ?? '')) change.user = this.user;
    if (this.password) change.password = this.password;
    if (this.enabled !== kept?.enabled) change.enabled = this.enabled;
    if (this.fingerprint && this.fingerprint !== kept?.fingerprint)
      change.fingerprint = this.fingerprint;
    return change;
  }

  get #target(): string {
    return JSON.stringify([this.url.trim(), this.user, this.password]);
  }
}

/** A stream for the wall: the smallest that is not the main stream, if it is smaller. */
export function smallerThan(
  streams: readonly ProbedStream[],
  mainUrl: string,
): ProbedStream | undefined {
  const area = ({ width, height }: ProbedStream): number => (width ?? 0) * (height ?? 0);
  const main = streams.find(({ url }) => url === mainUrl) ?? streams[0];
  const others = streams.filter((each) => each !== main && area(each) > 0);
  return others
    .filter((each) => !main || area(each) < area(main))
    .sort((a, b) => area(a) - area(b))[0];
}
