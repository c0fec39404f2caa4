// Runs before the first paint, so that a chosen theme never flashes as the other one. Without a choice
// tokens.css follows the system. A plain file of its own: the content security policy forbids inline
// scripts.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset['theme'] = theme;
} catch {
  // Storage may be turned off; the system's choice holds.
}
