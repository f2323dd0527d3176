//! The one place with `unsafe`: running a function as it was compiled for wider vectors.
//!
//! A plain build for `x86_64` uses SSE2, four lanes of 32 bits and no minimum of unsigned integers. Each entry point
//! of the hierarchy is therefore compiled a second time for AVX2, from the same safe code, and the processor is asked
//! which to run. What that buys stands in `BENCHMARKS.md`. Processors of other makes run what the build is for;
//! on aarch64 that includes the vectors already.

/// Defines a function that runs `$body` as compiled for the widest vectors that the processor has.
///
/// The body is a closure-free, inlined function over the same arguments.
macro_rules! widest {
    ($(#[$doc:meta])* $vis:vis fn $name:ident $(<$($life:lifetime),*>)? ($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? = $body:path) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, reason = "as many as the body has")]
        $vis fn $name $(<$($life),*>)? ($($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                #[allow(clippy::too_many_arguments, reason = "as many as the body has")]
                fn wide $(<$($life),*>)? ($($arg: $type),*) $(-> $out)? {
                    $body($($arg),*)
                }
                if $crate::paths::has_avx2() {
                    // SAFETY: `wide` is safe code; all that it asks is a processor with AVX2, and this is one.
                    #[expect(unsafe_code, reason = "see the module's documentation")]
                    return unsafe { wide($($arg),*) };
                }
            }
            $body($($arg),*)
        }
    };
}

pub(crate) use widest;

/// Whether the processor has AVX2, and nobody asked to do without.
///
/// `SUPPLYLINE_VECTORS=plain` in the environment, looked at once, keeps to what the build is for: to measure what the
/// wider vectors buy, and to test the code that other processors run.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn has_avx2() -> bool {
    use std::sync::OnceLock;
    static WIDE: OnceLock<bool> = OnceLock::new();
    *WIDE.get_or_init(|| {
        std::arch::is_x86_feature_detected!("avx2")
            && std::env::var_os("SUPPLYLINE_VECTORS").is_none_or(|wanted| wanted != "plain")
    })
}
