// Whether a version of Node.js is within what a package says it runs on: the part of npm's ranges that
// packages use for their engines.
type Version = readonly [number, number, number];

const parseVersion = (text: string): Version => {
  const [major = 0, minor = 0, patch = 0] = text.replace(/^v/, '').split('.').map(Number);
  return [major, minor, patch];
};

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

export function admits(range: string, version: string): boolean {
  const own = parseVersion(version);
  return range.split('||').some((all) => {
    const parts = all
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+/);
    return parts.every((part) => fits(part, own));
  });
}

function fits(part: string, own: Version): boolean {
  const match = /^(>=|<=|>|<|\^|~|=)?v?(\d[\d.]*|\*)?(?:\.[x*])*$/.exec(part);
  if (!match) throw new Error(`Unknown range ${part}`);
  const [, sign = '', text = '*'] = match;
  if (text === '*') return true;
  const other = parseVersion(text);
  const difference = compare(own, other);
  switch (sign) {
    case '>=':
      return difference >= 0;
    case '>':
      return difference > 0;
    case '<=':
      return difference <= 0;
    case '<':
      return difference < 0;
    case '^':
      return difference >= 0 && own[0] === other[0];
    case '~':
      return difference >= 0 && own[0] === other[0] && own[1] === other[1];
    default:
      return text.split('.').every((each, i) => own[i] === Number(each));
  }
}
