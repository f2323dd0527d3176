//! Do two metrics put elements in the same order?
//!
//! Kendall's τ-b of *n* pairs of values (*x*, *y*): of the pairs of elements that are tied in neither, those that both put
//! in the same order less those that they put in opposite orders, over √((*n*₀ − *n*₁)(*n*₀ − *n*₂)), where *n*₀ is the
//! number of all pairs of elements, and *n*₁ and *n*₂ are those that are tied in *x* and in *y*. 1 where the orders are the
//! same, −1 where one is the other reversed. M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33
//! (1945) 239-251, doi 10.1093/biomet/33.3.239; counted by sorting, as in W. R. Knight, A computer method for calculating
//! Kendall's tau with ungrouped data, J. Am. Stat. Assoc. 61 (1966) 436-439, doi 10.1080/01621459.1966.10480879.

/// τ-b of pairs of ranks. Nothing where there are fewer than two, or all are tied in one of the two.
///
/// # Complexity
/// Time *O*(*n* log *n*), space *O*(*n*).
pub(super) fn tau_b(pairs: &mut [(i64, i64)]) -> Option<f64> {
    pairs.sort_unstable();
    let all = pairs_of(pairs.len());
    let tied_in_both = tied(pairs, |one, other| one == other);
    let tied_in_x = tied(pairs, |one, other| one.0 == other.0);
    let mut ys: Vec<i64> = pairs.iter().map(|&(_, y)| y).collect();
    let mut sorted = ys.clone();
    // Those that are tied in x ascend in y, and so are not among the inversions.
    let opposite = inversions(&mut ys, &mut sorted);
    let tied_in_y = tied(&ys, |one, other| one == other);
    let (left_by_x, left_by_y) = (all - tied_in_x, all - tied_in_y);
    if left_by_x == 0 || left_by_y == 0 {
        return None;
    }
    let tied_in_neither =
        i128::from(all) + i128::from(tied_in_both) - i128::from(tied_in_x) - i128::from(tied_in_y);
    let surplus = tied_in_neither - 2 * i128::from(opposite);
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    let tau = surplus as f64 / (left_by_x as f64 * left_by_y as f64).sqrt();
    Some(tau.clamp(-1.0, 1.0))
}

fn pairs_of(count: usize) -> u64 {
    let count = count as u64;
    count * count.saturating_sub(1) / 2
}

/// How many pairs are equal, in a list in which what is equal stands together.
fn tied<T>(sorted: &[T], is_same: impl FnMut(&T, &T) -> bool) -> u64 {
    sorted.chunk_by(is_same).map(|same| pairs_of(same.len())).sum()
}

/// Sorts, and counts the pairs of which the greater stood before the less: by merging, with `other` as a second list of
/// the same length.
fn inversions(values: &mut [i64], other: &mut [i64]) -> u64 {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let mut count = inversions(&mut values[..middle], &mut other[..middle])
        + inversions(&mut values[middle..], &mut other[middle..]);
    other.copy_from_slice(values);
    let (mut low, mut high) = (0, middle);
    for value in values {
        let takes_low = high == other.len() || (low < middle && other[low] <= other[high]);
        if takes_low {
            *value = other[low];
            low += 1;
        } else {
            *value = other[high];
            high += 1;
            count += (middle - low) as u64;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// From the definition: each pair of elements is looked at.
    #[expect(clippy::cast_precision_loss, reason = "lists are short")]
    fn by_pairs(values: &[(i64, i64)]) -> Option<f64> {
        let (mut surplus, mut by_x, mut by_y) = (0_i64, 0_i64, 0_i64);
        for (at, one) in values.iter().enumerate() {
            for other in &values[..at] {
                let (x, y) = ((one.0 - other.0).signum(), (one.1 - other.1).signum());
                surplus += x * y;
                by_x += x * x;
                by_y += y * y;
            }
        }
        let over = (by_x as f64).sqrt() * (by_y as f64).sqrt();
        (over > 0.0).then(|| surplus as f64 / over)
    }

    proptest! {
        #[test]
        fn as_the_definition_has_it(mut values in prop::collection::vec((0_i64..6, 0_i64..9), 0..40)) {
            let wanted = by_pairs(&values);
            let found = tau_b(&mut values);
            prop_assert_eq!(found.is_some(), wanted.is_some());
            if let (Some(found), Some(wanted)) = (found, wanted) {
                prop_assert!((found - wanted).abs() < 1e-12, "{} {}", found, wanted);
            }
        }
    }

    #[test]
    fn equal_and_opposite_orders() {
        let mut same: Vec<(i64, i64)> = (0..100).map(|at| (at, 3 * at)).collect();
        assert_eq!(tau_b(&mut same), Some(1.0));
        let mut opposite: Vec<(i64, i64)> = (0..100).map(|at| (at, -at)).collect();
        assert_eq!(tau_b(&mut opposite), Some(-1.0));
        assert_eq!(tau_b(&mut [(1, 1), (1, 2)]), None);
        assert_eq!(tau_b(&mut []), None);
    }

    /// What `kendalltau` of scipy 1.17 says of the same lists.
    #[test]
    fn as_scipy_has_it() {
        let x = [12, 2, 1, 12, 2, 5, 7, 7, 7, 0];
        let y = [1, 4, 7, 1, 0, 3, 3, 9, 2, 2];
        let mut pairs: Vec<(i64, i64)> = x.into_iter().zip(y).collect();
        assert!((tau_b(&mut pairs).expect("not all are tied") + 0.243_975_018_237_133_27).abs() < 1e-12);
    }
}
