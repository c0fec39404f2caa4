// The camera's page.
import '../design/design.css';
import { mount } from 'svelte';
import { rootElement } from '../app/root';
import Camera from './Camera.svelte';
import { makeStation } from './station';

mount(Camera, { target: rootElement(), props: { station: makeStation() } });
