// The titles of the pages about accounts.
import type { AccessRoute } from './route';
import type { AccountsWords } from './words/accounts.en';

export function titleOf(route: AccessRoute, t: AccountsWords): string {
  switch (route.view) {
    case 'own':
      return t.own.title;
    case 'accounts':
    case 'account':
      return t.accounts.title;
    case 'addAccount':
      return t.form.addTitle;
    case 'access':
      return t.nav.access;
    case 'review':
      return t.review.title;
    case 'passwords':
      return t.policy.title;
    case 'hosts':
      return t.nav.hosts;
    case 'certificates':
    case 'addCertificate':
    case 'certificate':
      return t.nav.certificates;
    case 'authorities':
    case 'authority':
      return t.nav.authorities;
    case 'exposure':
      return t.nav.exposure;
    case 'security':
      return t.nav.security;
  }
}
