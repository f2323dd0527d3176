//! What a cut costs: an estimate of the triangles of a cell, from the sizes of its parts and of their halos.

/// The expected triangles of a cell with `n` nodes and a halo of `b`: with `s = scale * n^exponent` nodes in its
/// separator, `whole * s^3 + mixed * s^2 b + halo * s b^2`.
///
/// The coefficients solve the recursion `T(n, b) = s^3/6 + s^2 b/2 + s b^2/2 + 2 T(n/2, b/2 + s)`: the separator is
/// eliminated into a clique with the halo, and each half has half of the halo and all of the separator around it.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    exponent: f64,
    scale: f64,
    whole: f64,
    mixed: f64,
    halo: f64,
}

impl Cost {
    pub(super) fn new(exponent: f64, scale: f64) -> Self {
        let shrink = 2_f64.powf(-exponent);
        let halo = 0.5 / (1.0 - shrink / 2.0);
        let mixed = (0.5 + 2.0 * shrink * halo) / (1.0 - shrink * shrink);
        let whole =
            (1.0 / 6.0 + 2.0 * mixed * shrink * shrink + 2.0 * halo * shrink) / (1.0 - 2.0 * shrink.powi(3));
        Self { exponent, scale, whole, mixed, halo }
    }

    /// The expected separator of a cell.
    pub(super) fn separator(&self, n: f64) -> f64 {
        (self.scale * n.powf(self.exponent)).min(n)
    }

    /// The expected cost of a cell with a halo of `b`.
    pub(super) fn cell(&self, n: f64, b: f64) -> f64 {
        let s = self.separator(n);
        s * (s * (s * self.whole + b * self.mixed) + b * b * self.halo)
    }

    /// The cost of a cell with a halo of `b` when a separator of `s` leaves parts of `n` nodes with halos of which
    /// `b` are from outside.
    pub(super) fn cut(&self, b: f64, s: f64, n: [f64; 2], parts: [f64; 2]) -> f64 {
        s * (s * s / 6.0 + s * b / 2.0 + b * b / 2.0)
            + self.cell(n[0], parts[0] + s)
            + self.cell(n[1], parts[1] + s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coefficients_solve_the_recursion() {
        for exponent in [0.4, 0.5, 0.7] {
            let cost = Cost::new(exponent, 0.6);
            for (n, b) in [(100.0, 0.0), (5_000.0, 30.0), (1e6, 400.0)] {
                let s = 0.6 * f64::powf(n, exponent);
                let halves = cost.cut(b, s, [n / 2.0; 2], [b / 2.0; 2]);
                assert!((cost.cell(n, b) / halves - 1.0).abs() < 1e-9);
            }
        }
    }
}
