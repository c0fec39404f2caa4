// Columns, and the order of rows.
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** Right-aligned. */
  readonly numeric?: boolean;
  /** Its cell names the row. */
  readonly names?: boolean;
  /** Takes what room there is. */
  readonly wide?: boolean;
  /** Given, the column can be sorted by. */
  readonly order?: (a: Row, b: Row) => number;
}

export interface Sort {
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
}

export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  const order = columns.find((column) => column.key === sort?.key)?.order;
  if (!order) return rows;
  const sign = sort?.direction === 'descending' ? -1 : 1;
  return [...rows].sort((a, b) => sign * order(a, b));
}

/** Pressing a head sorts by it, and pressing it again turns the order round. */
export const afterPress = (sort: Sort | undefined, key: string): Sort => ({
  key,
  direction: sort?.key === key && sort.direction === 'ascending' ? 'descending' : 'ascending',
});
