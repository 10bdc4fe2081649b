//! Samples of what goes over the wire, in `tests/wire`: a request, the answer to it, and what is certain about both.

use samtykke::{HttpHeader, HttpRequest, HttpResponse, Timestamp};
use serde_json::Value;

/// One file.
pub(crate) struct Sample {
    pub(crate) name: String,
    file: Value,
}

impl Sample {
    pub(crate) fn read(name: &str) -> Self {
        let mut file: Value = serde_json::from_str(&text(&format!("{name}.json"))).unwrap();
        // What stands in the token is written beside it, for people.
        if let Some(claims) = file.pointer("/response/body/access_token_decoded").cloned() {
            file["response"]["decoded"] = claims;
        }
        Self { name: name.to_owned(), file }
    }

    /// The names of all files, in order.
    pub(crate) fn names() -> Vec<String> {
        let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = files.filter_map(|file| Some(file.strip_suffix(".json")?.to_owned())).collect();
        names.sort();
        names
    }

    pub(crate) fn request(&self) -> &Value {
        &self.file["request"]
    }

    /// The URL that was asked, without the slash at the end that Altinn takes as well.
    pub(crate) fn url(&self) -> &str {
        self.request()["url"].as_str().unwrap().trim_end_matches('/')
    }

    pub(crate) fn response(&self) -> &Value {
        &self.file["response"]
    }

    pub(crate) fn expect(&self, name: &str) -> &str {
        self.file["expect"][name].as_str().unwrap_or_default()
    }

    /// Whether the same call may be sent again; `None` when nothing is said.
    pub(crate) fn may_retry(&self) -> Option<bool> {
        self.file["expect"]["retry"].as_bool()
    }

    /// What is certain in the answer.
    pub(crate) fn matches(&self) -> impl Iterator<Item = &str> {
        self.file["expect"]["match"].as_array().unwrap().iter().map(|path| path.as_str().unwrap())
    }

    /// The answer as a host would hand it over.
    pub(crate) fn answer(&self) -> HttpResponse {
        let response = self.response();
        let headers = response["headers"].as_object().unwrap().iter();
        let header = |(name, value): (&String, &Value)| HttpHeader {
            name: name.clone(),
            value: value.as_str().unwrap().to_owned(),
        };
        HttpResponse {
            status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
            headers: headers.map(header).collect(),
            body: if response["body"].is_null() { String::new() } else { response["body"].to_string() },
        }
    }

    /// Makes sure that what the core says agrees with the answer in every point that is certain. `said` has the shape of the
    /// sample's answer.
    pub(crate) fn agrees(&self, said: &Value) {
        for path in self.matches() {
            let (path, demand) =
                path.split_once([' ', '=']).map_or((path, None), |(path, demand)| (path, Some(demand)));
            match (path.strip_suffix(".length"), demand) {
                (Some(list), Some(length)) => {
                    for value in [said, self.response()] {
                        assert_eq!(one(list, value).as_array().unwrap().len().to_string(), length, "{}", self.name);
                    }
                }
                (None, Some("ascending")) => {
                    assert!(self.same(path, said).is_sorted_by_key(|time| moment(time).unwrap()), "{}", self.name);
                }
                (None, Some("contains MP code")) => {
                    let code = said["code"].as_str().unwrap();
                    assert!(one(path, self.response()).as_str().unwrap().contains(code), "{}: {code}", self.name);
                }
                (None, Some(wanted)) if path.starts_with("request.") => {
                    assert_eq!(one(path, said), wanted, "{}", self.name)
                }
                (None, None) => drop(self.same(path, said)),
                other => panic!("{}: nobody knows how to compare {other:?}", self.name),
            }
        }
    }

    fn same(&self, path: &str, said: &Value) -> Vec<Value> {
        let (wanted, found) = (pick(path, self.response()), pick(path, said));
        assert!(!wanted.is_empty(), "{}: the sample has no {path}", self.name);
        assert_eq!(wanted.len(), found.len(), "{}: {path}", self.name);
        for (wanted, found) in wanted.iter().zip(&found) {
            assert!(is_same(wanted, found), "{}: {path} is {found}, not {wanted}", self.name);
        }
        found
    }

    /// Makes sure that `built` is the sample's request as to method, path, query and headers.
    pub(crate) fn is_request(&self, built: &HttpRequest) {
        let name = &self.name;
        assert_eq!(built.method.as_str(), self.request()["method"], "{name}");
        let (path, query) = parts(&built.url);
        let (wanted_path, wanted_query) = parts(self.url());
        assert_eq!(path, wanted_path, "{name}");
        assert_eq!(query.len(), wanted_query.len(), "{name}: {query:?}");
        for (pair, wanted) in query.iter().zip(&wanted_query) {
            assert_eq!(pair.0, wanted.0, "{name}");
            assert!(is_same(&pair.1.as_str().into(), &wanted.1.as_str().into()), "{name}: {pair:?} is not {wanted:?}");
        }
        for (header, wanted) in self.request()["headers"].as_object().unwrap() {
            let found = built.headers.iter().find(|found| found.name.eq_ignore_ascii_case(header));
            let found = &found.unwrap_or_else(|| panic!("{name}: no {header}")).value;
            match header.as_str() {
                "Authorization" => assert!(found.starts_with("Bearer ") && found.len() > 7, "{name}"),
                _ => assert_eq!(found, wanted.as_str().unwrap(), "{name}: {header}"),
            }
        }
    }
}

/// The text of a file of the folder.
pub(crate) fn text(file: &str) -> String {
    std::fs::read_to_string(format!("{}/{file}", folder())).unwrap()
}

fn folder() -> String {
    format!("{}/tests/wire", env!("CARGO_MANIFEST_DIR"))
}

/// The values at `path`, such as `body.problems[*].code`; none when a member on the way is absent.
fn pick(path: &str, value: &Value) -> Vec<Value> {
    let mut found = vec![value.clone()];
    for step in path.replace('[', ".[").split('.') {
        let next = |value: &Value| match step.strip_prefix('[').and_then(|index| index.strip_suffix(']')) {
            Some("*") => value.as_array().unwrap().clone(),
            Some(index) => value.get(index.parse::<usize>().unwrap()).cloned().into_iter().collect(),
            None => value.get(step).cloned().into_iter().collect(),
        };
        found = found.iter().flat_map(next).collect();
    }
    found
}

fn one(path: &str, value: &Value) -> Value {
    let [one] = pick(path, value).try_into().unwrap();
    one
}

/// Moments are the same in whatever way they are written.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    one == other || moment(one).is_some_and(|moment_of_one| Some(moment_of_one) == moment(other))
}

fn moment(value: &Value) -> Option<Timestamp> {
    Timestamp::parse(value.as_str()?).ok()
}

fn parts(url: &str) -> (&str, Vec<(String, String)>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    (path, form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}
