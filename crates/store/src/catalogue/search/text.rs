//! An expression as each database reads it. Words are letters and digits behind at most one sign; they are quoted all the
//! same.

use house::analyse::ask::Expression;

/// For FTS5's `MATCH`.
pub(super) fn fts5(expression: &Expression) -> String {
    match expression {
        Expression::Word(word) => format!("\"{}\"", word.replace('"', "\"\"")),
        Expression::All(parts) => joined(parts, " AND ", fts5),
        Expression::Any(parts) => joined(parts, " OR ", fts5),
    }
}

/// For PostgreSQL's `tsquery`.
pub(super) fn tsquery(expression: &Expression) -> String {
    match expression {
        Expression::Word(word) => format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''")),
        Expression::All(parts) => joined(parts, " & ", tsquery),
        Expression::Any(parts) => joined(parts, " | ", tsquery),
    }
}

fn joined(parts: &[Expression], with: &str, write: fn(&Expression) -> String) -> String {
    let parts: Vec<String> = parts.iter().map(write).collect();
    format!("({})", parts.join(with))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_say_the_same() {
        let word = |word: &str| Expression::Word(word.into());
        let asked = Expression::All(vec![word("a"), Expression::Any(vec![word("b\"'"), word("§c\\")])]);
        assert_eq!(fts5(&asked), "(\"a\" AND (\"b\"\"'\" OR \"§c\\\"))");
        assert_eq!(tsquery(&asked), "('a' & ('b\"''' | '§c\\\\'))");
    }
}
