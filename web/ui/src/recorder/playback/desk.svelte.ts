// The state of the playback page of one camera: where the playhead is, what is marked, how fast it goes.
import type { Clock } from '../../design/clock';
import { Footage } from '../timeline/footage.svelte';
import type { Marks } from '../timeline/paint';
import { centred, hour_ms, minute_ms, showing, within, type View } from '../timeline/scale';
import type { PlaybackPlayer, PlayerState } from './player';
import type { Finding } from './sources';

export const rates = [0.5, 1, 2, 4, 8] as const;

export class PlaybackDesk {
  view = $state.raw<View>({ from_ms: 0, to_ms: hour_ms });
  head_ms = $state(0);
  now_ms = $state(0);
  /** The newest picture as it comes, instead of a recorded one. */
  live = $state(true);
  playing = $state(false);
  rate = $state(1);
  marks = $state.raw<Marks>({});
  playerState = $state.raw<PlayerState>({ kind: 'loading' });
  /** A gap that was just passed over. */
  skipped_ms = $state<number>();
  /** What cannot be played because it is not what was written, as far as it was looked at. */
  findings = $state.raw<readonly Finding[]>([]);
  readonly footage: Footage;
  readonly #clock: Clock;
  #player: PlaybackPlayer | undefined;
  #skippedAt_ms = 0;

  constructor(footage: Footage, clock: Clock, at_ms?: number) {
    this.footage = footage;
    this.#clock = clock;
    this.now_ms = clock.now();
    this.head_ms = at_ms ?? this.now_ms;
    this.live = at_ms === undefined;
    this.playing = !this.live;
    const middle_ms = this.live ? this.now_ms - 25 * minute_ms : this.head_ms;
    this.look(centred(middle_ms, hour_ms));
  }

  get bounds(): { first_ms: number; now_ms: number } {
    return { first_ms: this.footage.first_ms ?? this.now_ms - hour_ms, now_ms: this.now_ms };
  }
  /** Both marks, the right way round. */
  get marked(): { from_ms: number; to_ms: number } | undefined {
    const { in_ms, out_ms } = this.marks;
    return in_ms !== undefined && out_ms !== undefined && in_ms < out_ms
      ? { from_ms: in_ms, to_ms: out_ms }
      : undefined;
  }

  /** The video element is there, or is gone. */
  attach(player: PlaybackPlayer | undefined): void {
    this.#player = player;
    if (!player) return;
    player.setRate(this.rate);
    player.seek(this.head_ms);
    if (this.playing) player.play();
  }

  seek(at_ms: number): void {
    // Until the recorder has told where footage begins, any time may be meant.
    const first_ms = this.footage.first_ms ?? -Infinity;
    this.head_ms = Math.min(this.now_ms, Math.max(first_ms, at_ms));
    this.look(showing(this.view, this.head_ms));
    this.skipped_ms = undefined;
    if (!this.live) return this.#player?.seek(this.head_ms);
    // Entering the recorded picture starts from the playhead by itself; what moved goes on moving.
    this.live = false;
    this.playing = true;
  }

  /** A recorder that is new shows what it has, not the hour before it was there. */
  lookAtAll(): void {
    const { first_ms } = this.footage;
    if (first_ms === undefined || this.#span !== hour_ms) return;
    if (this.now_ms - first_ms < 8 * minute_ms)
      this.look({ from_ms: this.now_ms - 9 * minute_ms, to_ms: this.now_ms + minute_ms });
  }

  look(view: View): void {
    const { now_ms } = this;
    this.view = within(view, { first_ms: Math.min(this.bounds.first_ms, this.head_ms), now_ms });
  }

  goLive(): void {
    this.live = true;
    this.head_ms = this.now_ms;
    this.look(showing(this.view, this.now_ms));
  }

  play(): void {
    this.playing = true;
    if (this.live) return;
    this.#player?.play();
  }
  pause(): void {
    if (this.live) this.seek(this.now_ms - 2000);
    this.playing = false;
    this.#player?.pause();
    // What is marked next is the picture that stands, not the one that was drawn last.
    if (this.#player) this.head_ms = this.#player.at_ms;
  }
  toggle(): void {
    if (this.playing || this.live) this.pause();
    else this.play();
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.#player?.setRate(rate);
  }
  /** One step faster or slower. */
  shift(direction: 1 | -1): void {
    const at = rates.findIndex((rate) => rate === this.rate);
    this.setRate(rates[Math.min(rates.length - 1, Math.max(0, at + direction))] ?? 1);
    if (direction === 1 && !this.playing) this.play();
  }
  step(direction: 1 | -1): void {
    if (this.live) this.pause();
    this.playing = false;
    this.#player?.step(direction);
  }
  retry(): void {
    this.#player?.retry();
  }

  mark(edge: 'in' | 'out', at_ms = this.head_ms): void {
    const { in_ms, out_ms } = this.marks;
    // A mark on the wrong side of the other one begins a new range.
    if (edge === 'in')
      this.marks = {
        in_ms: at_ms,
        out_ms: out_ms !== undefined && out_ms > at_ms ? out_ms : undefined,
      };
    else
      this.marks = {
        in_ms: in_ms !== undefined && in_ms < at_ms ? in_ms : undefined,
        out_ms: at_ms,
      };
  }

  find(findings: readonly Finding[]): void {
    const known = new Set(this.findings.map(({ segment, record }) => `${segment}/${record}`));
    const fresh = findings.filter(({ segment, record }) => !known.has(`${segment}/${record}`));
    if (fresh.length > 0) this.findings = [...this.findings, ...fresh];
  }

  passed(from_ms: number, to_ms: number): void {
    this.skipped_ms = to_ms - from_ms;
    this.#skippedAt_ms = this.#clock.now();
  }

  /** Goes behind the next gap, or before the previous one. */
  toGap(direction: 1 | -1): void {
    const { spans } = this.footage;
    if (direction === 1) {
      const [next] = spans.gapsIn(this.head_ms + 1000, this.now_ms, 1);
      if (next) this.seek(next.to_ms);
    } else {
      const before = spans
        .gapsIn(this.bounds.first_ms, this.head_ms, 100_000)
        .filter(({ to_ms }) => to_ms < this.head_ms - 500);
      const previous = before.at(-1);
      if (previous) this.seek(previous.from_ms - 5000);
    }
  }

  /** Called for every picture of the screen. */
  tick(): void {
    const now_ms = this.#clock.now();
    // The future grows by itself; a quarter of a second is finer than anybody reads it.
    if (now_ms - this.now_ms >= 250) this.now_ms = now_ms;
    if (this.live) this.head_ms = this.now_ms;
    else if (this.#player) this.head_ms = this.#player.at_ms;
    const inView = this.head_ms <= this.view.to_ms;
    if ((this.playing || this.live) && !inView && this.#wasInView)
      this.look(centred(this.head_ms, this.#span));
    this.#wasInView = this.head_ms >= this.view.from_ms && this.head_ms <= this.view.to_ms;
    if (this.skipped_ms !== undefined && now_ms - this.#skippedAt_ms > 5000)
      this.skipped_ms = undefined;
  }
  #wasInView = true;
  get #span(): number {
    return this.view.to_ms - this.view.from_ms;
  }
}
