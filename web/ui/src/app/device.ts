// Which device served the page. The two products share views and differ in words.
export type Device = 'recorder' | 'camera';
