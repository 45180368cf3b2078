/// What direct writing asks of a buffer's place, of the place in the file, and of the length.
pub(super) const ALIGNMENT: usize = 4_096;
/// Bytes that are written at a time.
pub(super) const BLOCK: usize = 2 << 20;

/// Bytes on their way to the disk, in memory that begins where the kernel can send it to the disk from without copying.
/// A block that comes after an odd place in the file is the shorter one that ends where an even one begins.
pub(super) struct Block {
    memory: Vec<u8>,
    start: usize,
    filled: usize,
    most: usize,
}

impl Block {
    pub(super) fn new() -> Self {
        let memory = vec![0; BLOCK + ALIGNMENT];
        let start = memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        Self {
            memory,
            start,
            filled: 0,
            most: BLOCK,
        }
    }

    /// Empty again, for bytes that belong to `offset` of the file.
    pub(super) fn begin_at(&mut self, offset: u64) {
        self.filled = 0;
        let into = usize::try_from(offset % BLOCK as u64).unwrap_or(0);
        self.most = BLOCK - into;
    }

    /// Takes what fits; answers how much that was.
    pub(super) fn fill(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(self.most - self.filled);
        let at = self.start + self.filled;
        self.memory[at..at + taken].copy_from_slice(&bytes[..taken]);
        self.filled += taken;
        taken
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == self.most
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.filled]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_begins_on_an_even_address_and_ends_on_an_even_place() {
        let mut block = Block::new();
        block.begin_at(5);
        assert_eq!(block.bytes().as_ptr().align_offset(ALIGNMENT), 0);
        assert_eq!(block.fill(&vec![1; BLOCK]), BLOCK - 5);
        assert!(block.is_full());
        block.begin_at(BLOCK as u64);
        assert_eq!(block.fill(b"abc"), 3);
        assert_eq!(block.bytes(), b"abc");
        assert!(!block.is_full());
    }
}
