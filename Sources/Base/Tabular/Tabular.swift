/// Flat rows of text: JSON lists of flat objects and CSV, read and written without a tree in between.
enum Tabular {}
