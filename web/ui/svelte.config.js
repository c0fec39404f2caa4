// Read by svelte-check and the Vite plugin. TypeScript in components is only type annotations, so no
// preprocessor is needed. Component styles go to files: the content security policy forbids <style>.
/** @type {import('svelte/compiler').CompileOptions} */
const compilerOptions = { runes: true, css: 'external' };

export default { compilerOptions };
