// The parts of an HTML text that a policy without inline code forbids.
export const inlineParts = (html: string): string[] =>
  html.match(
    /<script[^>]*>[^<]+|<style\b[^>]*>|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|javascript:/gi,
  ) ?? [];
