//! A fixed number of the runs that the fuzzer makes up: from random bytes.

use fastrand::Rng;

use super::program::run;

#[test]
fn random_programs_are_answered_as_by_plain_searches() {
    let mut whole = 0;
    for seed in 0..400 {
        let mut rng = Rng::with_seed(seed);
        let mut bytes = vec![0; rng.usize(0..1500)];
        rng.fill(&mut bytes);
        whole += usize::from(run(&bytes).is_ok());
    }
    assert!(whole > 250, "only {whole} ran to their end");
}
