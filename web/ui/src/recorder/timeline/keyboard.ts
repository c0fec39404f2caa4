// What the keys of the timeline do. Other keys belong to the page around it.
import { spanOf, type View } from './scale';

export type TimelineAct =
  | { readonly kind: 'seekBy'; readonly by_ms: number }
  | { readonly kind: 'seekTo'; readonly to: 'first' | 'last' }
  | { readonly kind: 'pan'; readonly by_ms: number }
  | { readonly kind: 'zoom'; readonly factor: number };

export function actOf(key: string, shift: boolean, view: View): TimelineAct | undefined {
  const span = spanOf(view);
  const small = span / (shift ? 10 : 100);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return { kind: 'seekBy', by_ms: small };
    case 'ArrowLeft':
    case 'ArrowDown':
      return { kind: 'seekBy', by_ms: -small };
    case 'PageUp':
      return { kind: 'pan', by_ms: -span / 2 };
    case 'PageDown':
      return { kind: 'pan', by_ms: span / 2 };
    case 'Home':
      return { kind: 'seekTo', to: 'first' };
    case 'End':
      return { kind: 'seekTo', to: 'last' };
    case '+':
    case '=':
      return { kind: 'zoom', factor: 0.5 };
    case '-':
      return { kind: 'zoom', factor: 2 };
    default:
      return undefined;
  }
}
