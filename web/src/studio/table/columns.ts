// What a table knows of its rows.

export interface Column<Row> {
  /** As in the heading's `data-column`. */
  readonly id: string;
  /** What is filtered, copied and compared; a cell is drawn anew only when this differs. */
  text(row: Row): string;
  /** By what the column sorts, when that is not its text. */
  order?(row: Row): string | number;
  /** What stands in the cell, when that is not the text alone. */
  show?(row: Row): Node | string;
  /** The heading offers its values to choose from. */
  readonly choice?: boolean;
  /** Buttons: neither copied nor filtered nor sorted by. */
  readonly acts?: boolean;
}

export interface Rows<Row> {
  /** Stays the same while the row changes. */
  key(row: Row): string;
  readonly columns: readonly Column<Row>[];
  /** "title", "titles". */
  readonly noun: readonly [one: string, many: string];
  /** The column and direction before anybody sorts; as the rows come when absent. */
  readonly sort?: string;
}
