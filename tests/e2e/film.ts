// What others say about a clip: FFmpeg, and the reader of the scene's frame counter.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { programs } from './product';

export interface Film {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly duration_s: number;
}

export function probed(file: string): Film {
  const words = ['-v', 'error', '-select_streams', 'v', '-of', 'json', '-show_entries'];
  const entries = 'format=duration:stream=codec_name,width,height';
  const said = execFileSync('ffprobe', [...words, entries, file], { encoding: 'utf8' });
  const { format, streams } = JSON.parse(said) as {
    format: { duration: string };
    streams: { codec_name: string; width: number; height: number }[];
  };
  const { codec_name: codec, width, height } = streams[0]!;
  return { codec, width, height, duration_s: Number(format.duration) };
}

/** Plays it to its end, and fails at the first thing FFmpeg complains about. */
export function decode(file: string): void {
  execFileSync('ffmpeg', ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-']);
}

export interface Count {
  readonly pictures: number;
  readonly marked: number;
  readonly first: number;
  readonly last: number;
  readonly contiguous: boolean;
  readonly breaks: readonly unknown[];
}

/** Every picture's counter; also of a clip that is not complete. */
export function counted(file: string): Count {
  const words = ['--json', file];
  const { stdout } = spawnSync(join(programs, 'frame_counter'), words, { encoding: 'utf8' });
  return JSON.parse(stdout) as Count;
}
