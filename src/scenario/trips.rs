//! Trips of a file as the OD pairs of a scenario.

use super::problem::ScenarioError;
use super::spec::{PairSpec, ScenarioSpec};
use crate::diagnostic::{Place, Problems};
use crate::import::RawTrips;
use crate::units::TonnesPerDay;

impl ScenarioSpec {
    /// Trips between zones as OD pairs: a pair for each two zones that have trips, in the order of the file.
    ///
    /// Trips are no tonnes. `one_trip` is what one of them stands for, such as `"1 t/d"`; nothing of how many lorries or people
    /// they are is known here. Demands are rounded to kilograms, and pairs whose demand rounds to nothing stay, with none.
    /// The zones are looked up as hubs when the scenario is put on a network. Linear in the number of pairs.
    ///
    /// # Errors
    /// [`ScenarioError`] with all that could not be read of the trips, and with demands past what a quantity holds.
    pub fn from_trips(trips: &RawTrips, one_trip: TonnesPerDay) -> Result<Self, ScenarioError> {
        let mut problems = Problems::default();
        problems.extend(trips.problems.clone());
        let mut spec = Self::default();
        spec.pairs.reserve(trips.rows.len());
        for row in &trips.rows {
            match TonnesPerDay::new(row.trips * one_trip.tonnes()) {
                Ok(demand) => {
                    spec.pairs.push(PairSpec::new(&row.origin, &row.destination).demand(demand));
                }
                Err(problem) => {
                    let place = Place::key(format!("trips from {} to {}", row.origin, row.destination));
                    problems.add(place, problem.into());
                }
            }
        }
        problems.or(spec).map_err(|problems| ScenarioError { problems })
    }
}
