// Picks the word that agrees with a number. Languages without plural forms need only `other`.
type Forms = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string };

export function pluralFor(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
