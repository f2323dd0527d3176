//! Coordinates in any reference system that the EPSG registry names, to longitude and latitude.

use proj4rs::Proj;

/// A conversion to WGS 84 degrees.
pub(crate) struct ToDegrees(Option<(Proj, Proj)>);

impl ToDegrees {
    /// From the system that a text names; nothing where it is not known.
    pub(crate) fn from(crs: &str) -> Option<Self> {
        let code = epsg_code(crs)?;
        // 4326 and its three-dimensional sister: what is there already.
        if matches!(code, 4326 | 4979) {
            return Some(Self(None));
        }
        let ends = Proj::from_epsg_code(code).ok().zip(Proj::from_epsg_code(4326).ok())?;
        Some(Self(Some(ends)))
    }

    /// From the system that a PROJ text describes, as `+proj=utm +zone=37 +datum=WGS84`; nothing where it is not known.
    #[cfg(any(test, feature = "shapefile"))]
    pub(crate) fn from_proj(text: &str) -> Option<Self> {
        Proj::from_proj_string(text).ok().zip(Proj::from_epsg_code(4326).ok()).map(|ends| Self(Some(ends)))
    }

    /// Whether there is nothing to convert.
    pub(crate) fn is_nothing(&self) -> bool {
        self.0.is_none()
    }

    /// East and north, or degrees of the system, to longitude and latitude; nothing where it does not reach there.
    pub(crate) fn convert(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let Some((from, to)) = &self.0 else {
            return Some([x, y]);
        };
        let mut point = if from.is_latlong() { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
        proj4rs::transform::transform(from, to, &mut point).ok()?;
        let degrees = [point.0.to_degrees(), point.1.to_degrees()];
        degrees.iter().all(|number| number.is_finite()).then_some(degrees)
    }
}

/// The code in `EPSG:32636`, `epsg:4326`, `32636`, `urn:ogc:def:crs:EPSG::4326`, and the usual names of WGS 84.
fn epsg_code(text: &str) -> Option<u16> {
    let upper = text.trim().to_uppercase();
    if matches!(upper.as_str(), "WGS84" | "WGS 84" | "CRS84" | "OGC:CRS84" | "URN:OGC:DEF:CRS:OGC:1.3:CRS84")
    {
        return Some(4326);
    }
    let digits = match upper.rsplit_once(':') {
        Some((authority, code)) if authority.contains("EPSG") => code,
        Some(_) => return None,
        None => upper.strip_prefix("EPSG").unwrap_or(&upper),
    };
    digits.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_their_usual_spellings() {
        for text in ["4326", "EPSG:4326", "epsg:4326", "urn:ogc:def:crs:EPSG::4326", "WGS84"] {
            assert_eq!(epsg_code(text), Some(4326), "{text}");
        }
        for text in ["", "local", "ESRI:102100", "EPSG:banana", "99999999"] {
            assert_eq!(epsg_code(text), None, "{text}");
        }
    }

    /// UTM zone 37 north; the degrees are those of the textbook series for UTM.
    #[test]
    fn utm_becomes_degrees() {
        let by_code = ToDegrees::from("EPSG:32637").expect("a known code");
        let by_text = ToDegrees::from_proj("+proj=utm +zone=37 +datum=WGS84").expect("a known projection");
        for conversion in [by_code, by_text] {
            let [lon, lat] = conversion.convert([500_000.0, 5_540_000.0]).expect("converted");
            assert!(
                (lon - 39.0).abs() < 1e-9,
                "the central meridian of zone 37 is 39 degrees east, not {lon}"
            );
            assert!((lat - 50.0).abs() < 0.02, "{lat}");
        }
    }
}
