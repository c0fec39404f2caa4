// Problems, as the recorder's pages know them: the same as every device's.
export { ApiProblem, problemFrom, problemOf } from '../../api/problem';
