// The catalogues of the pages that every device has, in the language the design system is set to.
import { i18n, type Language } from '../../i18n/language.svelte';
import { accountsEn, type AccountsWords } from './accounts.en';
import { accountsJa } from './accounts.ja';
import { certificatesEn, type CertificatesWords } from './certificates.en';
import { certificatesJa } from './certificates.ja';
import { exposureEn, type ExposureWords } from './exposure.en';
import { exposureJa } from './exposure.ja';
import { hostsEn, type HostsWords } from './hosts.en';
import { hostsJa } from './hosts.ja';
import { securityEn, type SecurityWords } from './security.en';
import { securityJa } from './security.ja';

const catalogues: Record<Language, AccountsWords> = { en: accountsEn, ja: accountsJa };
const certificateCatalogues: Record<Language, CertificatesWords> = {
  en: certificatesEn,
  ja: certificatesJa,
};
const exposureCatalogues: Record<Language, ExposureWords> = { en: exposureEn, ja: exposureJa };
const securityCatalogues: Record<Language, SecurityWords> = { en: securityEn, ja: securityJa };
const hostCatalogues: Record<Language, HostsWords> = { en: hostsEn, ja: hostsJa };

export const accounts = {
  get words(): AccountsWords {
    return catalogues[i18n.language];
  },
};
export const certificates = {
  get words(): CertificatesWords {
    return certificateCatalogues[i18n.language];
  },
};
export const exposure = {
  get words(): ExposureWords {
    return exposureCatalogues[i18n.language];
  },
};
export const security = {
  get words(): SecurityWords {
    return securityCatalogues[i18n.language];
  },
};
export const hosts = {
  get words(): HostsWords {
    return hostCatalogues[i18n.language];
  },
};
