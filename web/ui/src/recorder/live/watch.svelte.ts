// Watches one live stream in a video element, and says how it fares in the language of the tiles.
import type { Clock } from '../../design/clock';
import type { Second } from '../../design/pulse';
import { liveAddress } from '../api/recorder';
import { LiveFeed, type FeedState, type Socket } from './feed';
import { LiveSink } from './sink';

export interface WatchOptions {
  readonly camera: string;
  readonly stream: 'main' | 'sub';
  readonly clock: Clock;
  readonly connect: (address: string) => Socket;
  readonly onrefused: () => void;
}

export class LiveWatch {
  #state = $state.raw<FeedState>({ kind: 'connecting' });
  #seconds = $state.raw<readonly Second[]>([]);

  get state(): FeedState {
    return this.#state;
  }
  /** The last 60 s, oldest first; shorter when it has been watched for less. */
  get seconds(): readonly Second[] {
    return this.#seconds;
  }

  /** Until the returned function is called. */
  start(video: HTMLVideoElement, options: WatchOptions): () => void {
    const { camera, stream, clock, connect, onrefused } = options;
    const sink: LiveSink = new LiveSink({
      video,
      frame_s: () => (feed.rate.pictures > 0 ? Math.min(1, 1 / feed.rate.pictures) : 0.1),
      onerror: () => feed.fail('decoder'),
    });
    const feed: LiveFeed = new LiveFeed({
      connect: () => connect(liveAddress(camera, stream)),
      sink,
      clock,
      onrefused,
      onstate: (state) => (this.#state = state),
    });
    this.#state = { kind: 'connecting' };
    feed.start();
    const stopCounting = clock.every(1000, () => {
      const kind = this.#state.kind;
      if (kind === 'connecting') return;
      const second: Second = kind === 'playing' ? 'received' : 'gap';
      this.#seconds = [...this.#seconds, second].slice(-60);
    });
    return () => {
      stopCounting();
      feed.stop();
      sink.stop();
    };
  }
}
