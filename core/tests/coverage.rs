//! The table of the protocol's facts in `docs/coverage.md` names tests that exist.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

use std::collections::{BTreeMap, BTreeSet};

/// Every section of the protocol that says something; of a numbered table the number of its last row.
const SECTIONS: &[(&str, u32)] = &[
    ("1", 3),
    ("2", 9),
    ("3", 5),
    ("4", 4),
    ("5", 4),
    ("6", 8),
    ("7", 3),
    ("8", 14),
    ("9", 5),
    ("10", 5),
    ("11", 0),
    ("12", 3),
    ("13", 0),
    ("14", 36),
    ("15", 0),
    ("16", 0),
    ("17", 13),
];

/// The reason of a fact that no test can prove begins like this.
const NOT_APPLICABLE: &str = "Not applicable: ";

#[test]
fn every_test_in_the_table_exists() {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Row { fact, proof, .. } in rows() {
        for (file, test) in named_tests(&proof) {
            let tests = files.entry(file.clone()).or_insert_with(|| tests_of(&file));
            assert!(tests.contains(&test), "{file} has no test {test}, which is to prove: {fact}");
        }
    }
    assert!(files.len() > 20, "{:?}", files.keys());
}

#[test]
fn every_fact_has_a_test_or_a_reason() {
    for Row { section, fact, proof } in rows() {
        if proof.strip_prefix(NOT_APPLICABLE).is_some_and(|reason| !reason.is_empty()) {
            continue;
        }
        let tests = named_tests(&proof);
        assert!(!tests.is_empty(), "§ {section}: {fact}");
        let written: Vec<String> = tests.iter().map(|(file, test)| format!("`{}::{test}`", shown(file))).collect();
        assert_eq!(proof, written.join(", "), "§ {section}: {fact}");
    }
}

#[test]
fn every_section_is_there_in_order() {
    let found: BTreeSet<String> =
        rows().into_iter().map(|row| row.section.split(' ').next().unwrap().to_owned()).collect();
    for (section, last) in SECTIONS {
        match last {
            0 => assert!(found.contains(*section), "§ {section} is missing"),
            _ => (1..=*last)
                .for_each(|at| assert!(found.contains(&format!("{section}.{at}")), "§ {section}.{at} is missing")),
        }
    }
    for shape in ["a", "b", "c", "d", "e", "f", "g"] {
        assert!(rows().iter().any(|row| row.section == format!("3.1 {shape}")), "§ 3.1 {shape} is missing");
    }
    let chapters: Vec<u32> =
        rows().iter().map(|row| row.section.split(['.', ' ']).next().unwrap().parse().unwrap()).collect();
    assert!(chapters.is_sorted(), "the table goes by section");
}

struct Row {
    section: String,
    fact: String,
    proof: String,
}

fn rows() -> Vec<Row> {
    let table = read("docs/coverage.md");
    let lines = table.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = lines.map(|line| line.split(" | ").map(str::to_owned).collect::<Vec<_>>());
    let rows: Vec<Row> = cells
        .map(|cells| <[String; 3]>::try_from(cells).unwrap_or_else(|cells| panic!("no row of three cells: {cells:?}")))
        .filter(|[section, ..]| section != "§")
        .map(|[section, fact, proof]| Row { section, fact, proof })
        .collect();
    assert!(rows.len() > 150, "{}", rows.len());
    rows
}

/// The files, by their path from the project's root, and the tests in `proof`.
fn named_tests(proof: &str) -> Vec<(String, String)> {
    let names = proof.split('`').skip(1).step_by(2).filter_map(|name| name.split_once("::"));
    let path = |file: &str| match file.starts_with("core/") || file.starts_with("examples/") {
        true => file.to_owned(),
        false => format!("core/tests/{file}"),
    };
    names.map(|(file, test)| (path(file), test.to_owned())).collect()
}

fn shown(path: &str) -> &str {
    path.strip_prefix("core/tests/").unwrap_or(path)
}

/// The functions of a file that have the attribute of a test.
fn tests_of(file: &str) -> BTreeSet<String> {
    let text = read(file);
    let (mut tests, mut is_test) = (BTreeSet::new(), false);
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_test |= line == "#[test]" || line.starts_with("#[tokio::test");
            continue;
        }
        let name =
            line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ").and_then(|rest| rest.split_once('('));
        if let Some((name, _)) = name.filter(|_| is_test) {
            tests.insert(name.to_owned());
        }
        is_test = false;
    }
    tests
}

fn read(path: &str) -> String {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
