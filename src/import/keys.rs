//! Keys of links that have none.

use std::collections::{HashMap, HashSet};

/// Gives keys of the form `from-to`, and `from-to#2` and so on where that is taken: by a parallel link, or by others whose
/// keys happen to read alike.
#[derive(Debug, Default)]
pub(crate) struct LinkKeys {
    used: HashSet<String>,
    /// The last number that was given to a key, so that a thousand parallel links do not try a thousand numbers each.
    last: HashMap<String, u64>,
}

impl LinkKeys {
    /// A key that was not given before.
    pub(crate) fn make(&mut self, from: &str, to: &str) -> String {
        let base = format!("{from}-{to}");
        if self.used.insert(base.clone()) {
            return base;
        }
        let number = self.last.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            let key = format!("{base}#{number}");
            if self.used.insert(key.clone()) {
                return key;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_given_twice() {
        let mut keys = LinkKeys::default();
        let ends = [("a", "b"), ("a", "b#2"), ("a", "b"), ("a", "b"), ("a-b", "c"), ("a", "b-c")];
        let made: Vec<String> = ends.iter().map(|(from, to)| keys.make(from, to)).collect();
        assert_eq!(made, ["a-b", "a-b#2", "a-b#3", "a-b#4", "a-b-c", "a-b-c#2"]);
    }
}
