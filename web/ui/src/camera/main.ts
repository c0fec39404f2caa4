// The camera's set-up pages.
import '../design/design.css';
import { mount } from 'svelte';
import { askCamera } from '../api/health';
import App from '../app/App.svelte';
import { rootElement } from '../app/root';

mount(App, { target: rootElement(), props: { device: 'camera', ask: askCamera() } });
