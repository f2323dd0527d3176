//! Profiles out of any bytes: what can be read judges lines, and reads the same when it is written.
#![no_main]
#![allow(dead_code, reason = "it writes no files")]

mod map;

use std::path::Path;

use supplyline::import::Profile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let whole =
        if how % 2 == 0 { bytes.to_vec() } else { map::patched(Profile::BUILT_IN_TEXT.as_bytes(), bytes) };
    let Ok(text) = std::str::from_utf8(&whole) else {
        return;
    };
    let Ok(profile) = Profile::parse(text, Path::new("profile.toml")) else {
        return;
    };
    let tags = [
        ("highway", "primary"),
        ("maxspeed", "1e999"),
        ("tracks", "2"),
        ("capacity", "-1"),
        ("place", "town"),
    ];
    let _ = (profile.line(&tags), profile.line_name(&tags), profile.place(&tags), profile.place_name(&tags));
    let _ = profile.line(&[]);
});
