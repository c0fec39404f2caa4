// How far a zone's clocks are ahead of UTC. Looking it up is slow, so it is kept per half hour, the
// shortest distance at which a zone changes.
const half_hour_ms = 1_800_000;
const kept = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

export function offsetIn(zone: string): (at_ms: number) => number {
  const known = kept.get(zone) ?? new Map<number, number>();
  kept.set(zone, known);
  return (at_ms) => {
    const key = Math.floor(at_ms / half_hour_ms);
    const found = known.get(key) ?? offsetAt(zone, key * half_hour_ms);
    if (known.size > 20_000) known.clear();
    known.set(key, found);
    return found;
  };
}

function offsetAt(zone: string, at_ms: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = new Map(
    format.formatToParts(at_ms).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - at_ms;
}
