//! The JSON Schema: it accepts what the command accepts, and refuses what the command refuses.

use serde_json::Value;

use super::{Folder, SCENARIO, example_scenarios};

fn validator() -> jsonschema::Validator {
    let schema = Folder::new().run(&["schema"]);
    assert_eq!((schema.code, schema.err.as_str()), (0, ""));
    let schema: Value = serde_json::from_str(&schema.out).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A TOML text as JSON.
fn json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

#[test]
fn the_schema_names_its_draft_and_title() {
    let schema = Folder::new().run(&["schema"]).json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["title"], "supplyline scenario");
}

#[test]
fn the_examples_are_valid() {
    let validator = validator();
    for path in example_scenarios() {
        let text = std::fs::read_to_string(&path).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&json(&text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

/// Each case ends the valid scenario. The command is asked as well, so that the two cannot drift apart.
#[test]
fn the_schema_and_the_command_agree() {
    let cases: [(&str, bool); 20] = [
        ("", true),
        ("baseline = true\n", true),
        ("baseline = \"yes\"\n", false),
        ("modes = [\"rail\"]\n", true),
        ("modes = \"rail\"\n", false),
        ("mode = [\"rail\"]\n", false),
        ("speed_factor = 0.35\n", true),
        ("speed_factor = \"35 %\"\n", true),
        ("speed_factor = \"0.35\"\n", true),
        ("speed_factor = 1.5\n", false),
        ("speed_factor = -1\n", false),
        ("speed_factor = \"fast\"\n", false),
        ("capacity_factor = 0\n", true),
        ("links = [\"h1\"]\n", true),
        ("links = [1]\n", false),
        ("crossing_links = \"shut\"\n", false),
        ("from = \"2022-09-10\"\n", false),
        ("[[origin]]\nsupply = \"1 t/d\"\n", false),
        ("[[destination]]\nhub = \"Svatove\"\ndemand = 5\n", false),
        ("[[destination]]\nhub = \"Svatove\"\ncolour = \"red\"\n", false),
    ];
    let validator = validator();
    let folder = Folder::new();
    let mut wrong = Vec::new();
    for (end, valid) in cases {
        let text = format!("{SCENARIO}{end}");
        folder.write("s.toml", &text);
        let by_command = folder.run(&["check", "s.toml"]).code == 0;
        let by_schema = validator.is_valid(&json(&text));
        if (by_command, by_schema) != (valid, valid) {
            wrong.push(format!(
                "{end:?} is valid: {valid}; the command says {by_command}, the schema {by_schema}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_schema_and_the_command_agree_about_the_top() {
    let cases = [
        ("version = 1\n", "version = 2\n"),
        ("version = 1\n", "version = 0\n"),
        ("version = 1\n", "version = \"1\"\n"),
        ("version = 1\n", ""),
        ("cost = \"time\"\n", "cost = \"money\"\n"),
        ("cost = \"time\"\n", "costs = \"time\"\n"),
        ("title = \"Kupiansk lost\"\n", "title = 5\n"),
        ("network = \"network\"\n", "network = [\"network\"]\n"),
    ];
    let validator = validator();
    let folder = Folder::new();
    assert!(validator.is_valid(&json(SCENARIO)));
    for (line, other) in cases {
        let text = SCENARIO.replacen(line, other, 1);
        assert_ne!(text, SCENARIO);
        folder.write("s.toml", &text);
        assert_eq!(folder.run(&["check", "s.toml"]).code, 1, "the command accepts {other:?}");
        assert!(!validator.is_valid(&json(&text)), "the schema accepts {other:?}");
    }
}
