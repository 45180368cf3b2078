use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::catalogue::columns::Columns;
use crate::db::query;

/// Bytes that search takes in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchSize {
    /// The index of words, and how often they are.
    pub index: u64,
    /// The lines in their blocks, as they are shown.
    pub lines: u64,
}

impl Catalogue {
    /// Reads every page's head in a file: not for each visitor.
    pub async fn search_size(&self) -> Result<SearchSize, StoreError> {
        let mut reader = self.readers().begin().await?;
        let sql = if reader.is_sqlite() {
            "SELECT coalesce(sum(CASE WHEN name LIKE '%search_blocks%' THEN 0 ELSE pgsize END), 0) AS words,
                    coalesce(sum(CASE WHEN name LIKE '%search_blocks%' THEN pgsize ELSE 0 END), 0) AS lines
             FROM dbstat WHERE name LIKE '%search_%'"
        } else {
            "SELECT pg_total_relation_size('search_index') + pg_total_relation_size('search_words')
                    + pg_total_relation_size('search_assets') AS words,
                    pg_total_relation_size('search_blocks') AS lines"
        };
        let row = query(sql).fetch_one(&mut *reader).await?;
        Ok(SearchSize {
            index: row.number("words")?,
            lines: row.number("lines")?,
        })
    }
}
