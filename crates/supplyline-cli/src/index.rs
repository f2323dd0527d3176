//! The index of a network, kept in a file from one run to the next.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use supplyline::Network;
use supplyline::diagnostic::Place;
use supplyline::paths::Index;
use supplyline::progress::Progress;
use supplyline::report::write_file;

use crate::failure::{Failure, Told};

/// Reads the index of a network; makes and writes it where there is no such file yet.
pub(crate) fn kept_in(
    path: &Path,
    network: &Network,
    progress: &dyn Progress,
) -> Result<Arc<Index>, Failure> {
    let refused = |why: String| Failure::Input(vec![Told::new(&Place::file(path), why)], 0);
    let index = match std::fs::read(path) {
        Ok(bytes) => Index::from_bytes(network, &bytes).map_err(|error| refused(error.to_string()))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Making one may take minutes, which should not be lost on a name that was mistyped.
            if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("") && !folder.is_dir())
            {
                let folder = folder.display();
                return Err(refused(format!(
                    "cannot be written: there is no folder {folder}; make it first"
                )));
            }
            progress.begin("making the index", 0);
            let index = Index::new(network, None).map_err(|error| refused(error.to_string()))?;
            write_file(path, &index.to_bytes())?;
            index
        }
        Err(error) => return Err(refused(format!("cannot be read: {error}"))),
    };
    Ok(Arc::new(index))
}
