// The recorder's pages.
import '../design/design.css';
import { mount } from 'svelte';
import { rootElement } from '../app/root';
import Recorder from './Recorder.svelte';
import { makeStation } from './state/station';

mount(Recorder, { target: rootElement(), props: { station: makeStation() } });
