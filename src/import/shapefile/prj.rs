//! The reference system of a shapefile: the WKT of its `.prj`, as a code of the EPSG registry or a PROJ text.

use crate::diagnostic::shorten;
use crate::import::problem::ImportProblem;
use crate::import::shape::Crs;

/// The system that a `.prj` describes. It may also hold a code, as `EPSG:32637`, or a PROJ text.
pub(super) fn crs(text: &str) -> Result<Crs, ImportProblem> {
    let unknown = || ImportProblem::UnknownCrs { crs: shorten(text) };
    if text.starts_with('+') {
        return Crs::from_proj(text).ok_or_else(unknown);
    }
    if !text.contains('[') {
        return Crs::named(text);
    }
    let root = Item::parse(text).ok_or_else(unknown)?;
    if let Some(code) = code_of(&root)
        && let Ok(crs) = Crs::named(&code)
    {
        return Ok(crs);
    }
    let proj = proj_of(&root).ok_or_else(unknown)?;
    if proj == DEGREES {
        return Crs::named("EPSG:4326");
    }
    Crs::from_proj(&proj).ok_or_else(unknown)
}

const DEGREES: &str = "degrees";

/// A piece of WKT: `NAME["text",1.5,OTHER[…]]`.
#[derive(Debug, Default)]
struct Item {
    word: String,
    texts: Vec<String>,
    numbers: Vec<f64>,
    items: Vec<Item>,
}

impl Item {
    /// The first item of a text; nothing where its brackets and quotes do not fit.
    fn parse(text: &str) -> Option<Self> {
        // Nobody nests deeper than six.
        const DEEPEST: usize = 16;
        let mut stack = vec![Self::default()];
        let mut word = String::new();
        let mut marks = text.chars();
        while let Some(mark) = marks.next() {
            match mark {
                '"' => {
                    let mut quoted = String::new();
                    loop {
                        match marks.next()? {
                            '"' => break,
                            other => quoted.push(other),
                        }
                    }
                    stack.last_mut()?.texts.push(quoted);
                }
                '[' | '(' => {
                    let name = std::mem::take(&mut word).trim().to_uppercase();
                    stack.push(Self { word: name, ..Self::default() });
                    if stack.len() > DEEPEST {
                        return None;
                    }
                }
                ',' | ']' | ')' => {
                    let number = std::mem::take(&mut word);
                    if let Ok(number) = number.trim().parse() {
                        stack.last_mut()?.numbers.push(number);
                    }
                    if mark != ',' {
                        let item = stack.pop()?;
                        stack.last_mut()?.items.push(item);
                    }
                }
                other => word.push(other),
            }
        }
        let mut outer = stack.pop().filter(|_| stack.is_empty())?;
        (!outer.items.is_empty()).then(|| outer.items.swap_remove(0))
    }

    fn item(&self, words: &[&str]) -> Option<&Self> {
        self.items.iter().find(|item| words.contains(&item.word.as_str()))
    }

    fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    fn number(&self) -> Option<f64> {
        self.numbers.first().copied()
    }
}

/// The code that the item itself names, or that its name stands for.
fn code_of(root: &Item) -> Option<String> {
    let authority = root.items.iter().rev().find(|item| matches!(item.word.as_str(), "AUTHORITY" | "ID"));
    if let Some(authority) = authority.filter(|authority| authority.text().eq_ignore_ascii_case("EPSG")) {
        let code = authority.texts.get(1).cloned();
        return Some(format!("EPSG:{}", code.or_else(|| authority.number().map(|code| code.to_string()))?));
    }
    let name = root.text().to_uppercase().replace([' ', '/'], "_").replace("__", "_").replace("__", "_");
    if name.contains("WEB_MERCATOR") || name.contains("PSEUDO-MERCATOR") {
        return Some("EPSG:3857".to_owned());
    }
    let (datum, zone) = name.split_once("_UTM_ZONE_")?;
    let is_north = zone.ends_with('N');
    let zone: u32 = zone.trim_end_matches(['N', 'S']).parse().ok().filter(|zone| (1..=60).contains(zone))?;
    match (datum, is_north) {
        ("WGS_1984" | "WGS_84", true) => Some(format!("EPSG:{}", 32_600 + zone)),
        ("WGS_1984" | "WGS_84", false) => Some(format!("EPSG:{}", 32_700 + zone)),
        ("ETRS_1989" | "ETRS89", true) => Some(format!("EPSG:{}", 25_800 + zone)),
        _ => None,
    }
}

/// A PROJ text for the projections that maps are mostly drawn in.
fn proj_of(root: &Item) -> Option<String> {
    let geographic = ["GEOGCS", "GEOGCRS", "GEODCRS", "BASEGEOGCRS"];
    if geographic.contains(&root.word.as_str()) {
        let datum = datum_of(root)?;
        return Some(if datum == WGS_84 {
            DEGREES.to_owned()
        } else {
            format!("+proj=longlat {datum} +no_defs")
        });
    }
    if !matches!(root.word.as_str(), "PROJCS" | "PROJCRS") {
        return None;
    }
    let datum = datum_of(root.item(&geographic)?)?;
    let method = root.item(&["PROJECTION"])?.text().to_lowercase();
    let told = |names: &[&str]| {
        let parameters = root.items.iter().filter(|item| item.word == "PARAMETER");
        parameters.filter(|item| names.contains(&item.text().to_lowercase().as_str())).find_map(Item::number)
    };
    let metres =
        root.items.iter().rev().find(|item| item.word == "UNIT").and_then(Item::number).unwrap_or(1.0);
    let lon = told(&["central_meridian", "longitude_of_center", "longitude_of_origin"]).unwrap_or(0.0);
    let lat = told(&["latitude_of_origin", "latitude_of_center", "central_parallel"]).unwrap_or(0.0);
    let scale = told(&["scale_factor"]).unwrap_or(1.0);
    let first = told(&["standard_parallel_1"]).unwrap_or(lat);
    let second = told(&["standard_parallel_2"]).unwrap_or(first);
    let what = match method.as_str() {
        "transverse_mercator" | "gauss_kruger" => format!("+proj=tmerc +lat_0={lat} +lon_0={lon} +k={scale}"),
        "lambert_conformal_conic" | "lambert_conformal_conic_2sp" | "lambert_conformal_conic_1sp" => {
            format!("+proj=lcc +lat_0={lat} +lon_0={lon} +lat_1={first} +lat_2={second} +k_0={scale}")
        }
        "albers" | "albers_conic_equal_area" => {
            format!("+proj=aea +lat_0={lat} +lon_0={lon} +lat_1={first} +lat_2={second}")
        }
        "lambert_azimuthal_equal_area" => format!("+proj=laea +lat_0={lat} +lon_0={lon}"),
        "mercator" | "mercator_2sp" => format!("+proj=merc +lon_0={lon} +lat_ts={first}"),
        "mercator_1sp" => format!("+proj=merc +lon_0={lon} +k={scale}"),
        "double_stereographic" | "oblique_stereographic" => {
            format!("+proj=sterea +lat_0={lat} +lon_0={lon} +k={scale}")
        }
        _ => return None,
    };
    // False origins are in the unit of the map, and PROJ takes metres.
    let east = told(&["false_easting"]).unwrap_or(0.0) * metres;
    let north = told(&["false_northing"]).unwrap_or(0.0) * metres;
    Some(format!("{what} +x_0={east} +y_0={north} {datum} +to_meter={metres} +no_defs"))
}

const WGS_84: &str = "+datum=WGS84";

/// The datum of a geographic system: one that agrees with WGS 84 to a metre or so, or that says how far it is from it. Others
/// are off by hundreds of metres, so they need a code.
fn datum_of(geographic: &Item) -> Option<String> {
    let datum = geographic.item(&["DATUM", "ENSEMBLE"])?;
    let prime = geographic.item(&["PRIMEM"]).and_then(Item::number).unwrap_or(0.0);
    let degree = geographic.item(&["UNIT", "ANGLEUNIT"]).and_then(Item::number).unwrap_or(0.017_453_292_5);
    if prime != 0.0 || (degree - 0.017_453_292_5).abs() > 1e-6 {
        return None;
    }
    let name = datum.text().to_uppercase().replace([' ', '-'], "_");
    let is = |names: &[&str]| names.iter().any(|known| name.trim_start_matches("D_") == *known);
    if is(&[
        "WGS_1984",
        "WGS_84",
        "WORLD_GEODETIC_SYSTEM_1984",
        "WORLD_GEODETIC_SYSTEM_1984_ENSEMBLE",
        "WGS84",
    ]) {
        return Some(WGS_84.to_owned());
    }
    let modern = [
        "ETRS_1989",
        "ETRS89",
        "EUROPEAN_TERRESTRIAL_REFERENCE_SYSTEM_1989",
        "NORTH_AMERICAN_1983",
        "NORTH_AMERICAN_DATUM_1983",
        "GDA_1994",
        "SIRGAS_2000",
    ];
    if is(&modern) {
        return Some("+ellps=GRS80 +towgs84=0,0,0,0,0,0,0".to_owned());
    }
    let shift = datum.item(&["TOWGS84"])?;
    let &[major, flattening] = datum.item(&["SPHEROID", "ELLIPSOID"])?.numbers.get(..2)? else {
        return None;
    };
    let shift: Vec<String> = shift.numbers.iter().map(f64::to_string).collect();
    matches!(shift.len(), 3 | 7).then(|| format!("+a={major} +rf={flattening} +towgs84={}", shift.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WGS: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

    /// Where 500 km east and 5,540 km north lie.
    fn middle(text: &str) -> [f64; 2] {
        crs(text).expect("known").point([500_000.0, 5_540_000.0]).expect("on the earth").degrees()
    }

    #[test]
    fn degrees_are_known_by_any_of_their_names() {
        let with_code = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],AUTHORITY["EPSG","4326"]]"#;
        for text in [WGS, with_code, "EPSG:4326"] {
            assert!(!crs(text).expect("known").converts(), "{text}");
        }
    }

    #[test]
    fn a_code_a_name_and_parameters_say_the_same() {
        let named = format!(r#"PROJCS["WGS_1984_UTM_Zone_37N",{WGS},UNIT["Meter",1.0]]"#);
        let by_parameters = format!(
            r#"PROJCS["My own",{WGS},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",39.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#
        );
        let by_code = r#"PROJCS["whatever",AUTHORITY["EPSG","32637"]]"#;
        let new_style = r#"PROJCRS["WGS 84 / UTM zone 37N",ID["EPSG",32637]]"#;
        let old_datum = by_parameters.replace(
            "D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]",
            "X\",SPHEROID[\"K\",6378137.0,298.257223563],TOWGS84[0,0,0]",
        );
        let proj = "+proj=utm +zone=37 +datum=WGS84";
        for text in [&named, &by_parameters, by_code, new_style, &old_datum, proj, "EPSG:32637"] {
            let [lon, lat] = middle(text);
            assert!((lon - 39.0).abs() < 1e-6 && (lat - 50.0).abs() < 0.02, "{text}: {lon} {lat}");
        }
    }

    #[test]
    fn what_is_not_known_is_told() {
        let pulkovo = r#"GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
        let local = r#"LOCAL_CS["whatever",UNIT["Meter",1.0]]"#;
        for text in [pulkovo, local, "", "PROJCS[", "[[[[", "PROJCS[\"x", &"A[".repeat(100)] {
            assert!(matches!(crs(text), Err(ImportProblem::UnknownCrs { .. })), "{text}");
        }
    }

    #[test]
    fn other_projections_come_out_where_they_should() {
        // Lambert-93, whose origin is 46.5 north and 3 east.
        let text = r#"PROJCS["RGF93_Lambert_93",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]"#;
        let found =
            crs(text).expect("known").point([700_000.0, 6_600_000.0]).expect("on the earth").degrees();
        assert!((found[0] - 3.0).abs() < 1e-6 && (found[1] - 46.5).abs() < 1e-6, "{found:?}");
    }
}
