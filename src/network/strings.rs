//! Many short texts in one allocation, found by binary search.

/// Texts by index: four bytes each and the text itself, and four more where they can be looked up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
    sorted: Vec<u32>,
}

impl Strings {
    /// Appends a text. The caller has checked that all texts together stay below 4 GiB.
    #[expect(clippy::cast_possible_truncation, reason = "the caller checked the total")]
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// The text at an index.
    pub(crate) fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Makes the texts findable; nothing may be pushed afterwards.
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 texts")]
    pub(crate) fn index(&mut self) {
        let mut sorted: Vec<u32> = (0..self.len() as u32).collect();
        sorted.sort_by(|&a, &b| self.get(a as usize).cmp(self.get(b as usize)).then(a.cmp(&b)));
        self.sorted = sorted;
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The indices that have this text, ascending. Logarithmic.
    pub(crate) fn find(&self, text: &str) -> &[u32] {
        let start = self.sorted.partition_point(|&at| self.get(at as usize) < text);
        let count = self.sorted[start..].partition_point(|&at| self.get(at as usize) == text);
        &self.sorted[start..start + count]
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity() + 4 * (self.ends.capacity() + self.sorted.capacity())
    }
}
