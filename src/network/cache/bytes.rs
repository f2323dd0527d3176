//! Numbers and texts as bytes: small numbers in few bytes, and nothing read that is not there.

use super::CacheError;
use crate::network::strings::Strings;

/// Bytes to be kept.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first, the eighth bit set where more follow (LEB128).
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// How far a number lies from another, either way: 0, -1, 1, -2, …
    #[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "folded back in the same way")]
    pub(super) fn step(&mut self, from: usize, to: usize) {
        let step = to as i64 - from as i64;
        self.number(((step << 1) ^ (step >> 63)) as u64);
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    pub(super) fn float(&mut self, number: f64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &[u8]) {
        self.count(text.len());
        self.0.extend_from_slice(text);
    }

    /// Texts: all their bytes, then the length of each; nothing more where all are empty.
    pub(super) fn strings(&mut self, strings: &Strings) {
        self.text(strings.joined().as_bytes());
        if !strings.is_blank() {
            for text in strings.iter() {
                self.count(text.len());
            }
        }
    }

    /// The same with the order by which they are found.
    pub(super) fn indexed_strings(&mut self, strings: &Strings) {
        self.strings(strings);
        if !strings.is_blank() {
            for at in strings.sorted() {
                self.0.extend_from_slice(&at.to_le_bytes());
            }
        }
    }
}

/// Bytes that were kept, read from the start. What is not there is a contradiction: lengths were checked before.
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

type Found<T> = Result<T, CacheError>;

impl<'b> Reader<'b> {
    pub(super) fn new(rest: &'b [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn bytes(&mut self, count: usize) -> Found<&'b [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(CacheError::Contradiction { what: "something is longer than the file" })?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Found<u8> {
        let (&byte, rest) =
            self.rest.split_first().ok_or(CacheError::Contradiction { what: "it ends too early" })?;
        self.rest = rest;
        Ok(byte)
    }

    pub(super) fn flag(&mut self) -> Found<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CacheError::Contradiction { what: "a flag is neither yes nor no" }),
        }
    }

    pub(super) fn number(&mut self) -> Found<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(CacheError::Contradiction { what: "a number has more than 64 bits" })
    }

    /// A number below a bound.
    pub(super) fn below(&mut self, bound: usize, what: &'static str) -> Found<usize> {
        let number = self.number()?;
        usize::try_from(number)
            .ok()
            .filter(|&number| number < bound)
            .ok_or(CacheError::Contradiction { what })
    }

    /// How many things follow, each of which takes a byte at least: so there is no count that the file does not justify.
    pub(super) fn count(&mut self) -> Found<usize> {
        self.count_of(1)
    }

    /// How many things follow, each of which takes so many bytes at least.
    pub(super) fn count_of(&mut self, bytes: usize) -> Found<usize> {
        let bound = (self.rest.len() / bytes).min(u32::MAX as usize - 2);
        self.below(bound + 1, "a count is larger than the file")
    }

    /// A number so far from another, below a bound.
    #[expect(
        clippy::cast_possible_wrap,
        reason = "folded in the same way; what does not fit is out of bounds"
    )]
    pub(super) fn step(&mut self, from: usize, bound: usize, what: &'static str) -> Found<usize> {
        let folded = self.number()?;
        let step = (folded >> 1) as i64 ^ -((folded & 1) as i64);
        let to = (from as i64).checked_add(step).and_then(|to| usize::try_from(to).ok());
        to.filter(|&to| to < bound).ok_or(CacheError::Contradiction { what })
    }

    pub(super) fn floats(&mut self) -> Found<[f64; 2]> {
        let both = self.bytes(16)?;
        let one = |at: usize| both[at..].first_chunk().map_or(f64::NAN, |eight| f64::from_le_bytes(*eight));
        Ok([one(0), one(8)])
    }

    pub(super) fn text(&mut self) -> Found<&'b [u8]> {
        let length = self.count()?;
        self.bytes(length)
    }

    /// So many texts.
    #[expect(clippy::cast_possible_truncation, reason = "the total was checked to be below 2^32")]
    pub(super) fn strings(&mut self, count: usize) -> Found<Strings> {
        let total = self.count()?;
        if total == 0 {
            return Ok(Strings::of_parts(String::new(), vec![0; count]));
        }
        let text = std::str::from_utf8(self.bytes(total)?)
            .map_err(|_| CacheError::Contradiction { what: "a text is not UTF-8" })?;
        let mut ends = Vec::with_capacity(count.min(self.rest.len()));
        let mut end = 0;
        for _ in 0..count {
            end += self.below(total - end + 1, "the lengths of texts do not add up")?;
            if !text.is_char_boundary(end) {
                return Err(CacheError::Contradiction { what: "a text ends within a character" });
            }
            ends.push(end as u32);
        }
        if end != total {
            return Err(CacheError::Contradiction { what: "the lengths of texts do not add up" });
        }
        Ok(Strings::of_parts(text.to_owned(), ends))
    }

    /// So many texts and the order by which they are found.
    pub(super) fn indexed_strings(&mut self, count: usize) -> Found<Strings> {
        let mut strings = self.strings(count)?;
        if strings.is_blank() {
            strings.index();
            return Ok(strings);
        }
        let bytes = self.bytes(4 * count)?;
        let sorted: Vec<u32> =
            bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
        if strings.set_sorted(sorted) {
            Ok(strings)
        } else {
            Err(CacheError::Contradiction { what: "keys or names are not in their order" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX - 1, u64::MAX];
        let mut writer = Writer::default();
        for number in numbers {
            writer.number(number);
        }
        let mut reader = Reader::new(&writer.0);
        for number in numbers {
            assert_eq!(reader.number(), Ok(number));
        }
        assert!(reader.is_at_end());
        assert!(Reader::new(&[0xff; 10]).number().is_err(), "more than 64 bits");
        assert!(Reader::new(&[0x80]).number().is_err(), "cut off");
    }

    #[test]
    fn steps_go_both_ways_and_not_out_of_bounds() {
        for (from, to) in [(0, 0), (5, 2), (2, 5), (0, u32::MAX as usize)] {
            let mut writer = Writer::default();
            writer.step(from, to);
            assert_eq!(Reader::new(&writer.0).step(from, to + 1, "x"), Ok(to));
            assert!(Reader::new(&writer.0).step(from, to, "x").is_err());
        }
        for far in [u64::MAX, u64::MAX - 1, 1] {
            let mut writer = Writer::default();
            writer.number(far);
            assert!(Reader::new(&writer.0).step(0, 10, "x").is_err(), "{far}");
        }
    }
}
