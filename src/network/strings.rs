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

    /// Of all texts in one and where each ends: ascending, at the starts of characters, the last at the end.
    pub(super) fn of_parts(text: String, ends: Vec<u32>) -> Self {
        Self { text, ends, sorted: Vec::new() }
    }

    /// All texts in one.
    pub(super) fn joined(&self) -> &str {
        &self.text
    }

    /// Whether all texts are empty, or there is none.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The indices in the order of the texts, where they can be looked up.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.sorted
    }

    /// Makes the texts findable by an order that was kept, if it is the one that [`Strings::index`] makes. Linear.
    pub(super) fn set_sorted(&mut self, sorted: Vec<u32>) -> bool {
        let is_there = |&at: &u32| (at as usize) < self.len();
        // Ascending without a repetition, and as many as there are: each once.
        let follow = |pair: &[u32]| {
            let [one, other] = [pair[0], pair[1]].map(|at| self.get(at as usize));
            (one, pair[0]) < (other, pair[1])
        };
        let is_order =
            sorted.len() == self.len() && sorted.iter().all(is_there) && sorted.windows(2).all(follow);
        if is_order {
            self.sorted = sorted;
        }
        is_order
    }

    /// Whether these are the texts of another list, in the same order.
    pub(super) fn has_texts_of(&self, other: &Self) -> bool {
        self.ends == other.ends && self.text == other.text
    }

    /// Whether a text that counts is there twice. Linear, of texts that can be looked up.
    pub(super) fn has_repeated(&self, counts: impl Fn(&str) -> bool) -> bool {
        self.sorted.windows(2).any(|pair| {
            let text = self.get(pair[0] as usize);
            text == self.get(pair[1] as usize) && counts(text)
        })
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
