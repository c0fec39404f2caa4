// Every component in every state, with sample data. Built for tests and for the eye; never shipped.
import '../design/design.css';
import { mount } from 'svelte';
import { rootElement } from '../app/root';
import Gallery from './Gallery.svelte';

mount(Gallery, { target: rootElement() });
