// The recorder's pages.
import '../design/design.css';
import { mount } from 'svelte';
import { askRecorder } from '../api/health';
import App from '../app/App.svelte';
import { rootElement } from '../app/root';

mount(App, { target: rootElement(), props: { device: 'recorder', ask: askRecorder() } });
