//! What `--help` prints.

use crate::cli::Topic;

/// The help text on a topic.
pub(crate) fn text(topic: Topic) -> &'static str {
    match topic {
        Topic::All => ALL,
        Topic::Setup => SETUP,
        Topic::Demo => DEMO,
        Topic::Example => EXAMPLE,
        Topic::Test => TEST,
        Topic::Fuzz => FUZZ,
        Topic::Bench => BENCH,
        Topic::Size => SIZE,
        Topic::Package => PACKAGE,
        Topic::Platforms => PLATFORMS,
    }
}

const ALL: &str = "\
Tasks of the samtykke project.

Usage: cargo xtask <command> [arguments]

Commands:
  demo       Run one whole consent against a local sandbox and print each step, or open a bank for your browser
  example    Run one of the example programs against a local sandbox
  test       Run every check and test: Rust, wasm, Node, Chromium, SmartBank, Python, Kotlin, Swift, examples, fuzzing
  fuzz       Look for inputs that break the core
  bench      Measure what the npm, Python and Kotlin packages cost beside others
  size       Print what the npm package weighs, and fail past its budget
  package    Build what would be published, and try it where nothing else is
  platforms  Write docs/platforms.md
  setup      Only install and cache what `test` needs
  help       Print this, or the help of a command

Each command sets up what it needs. Missing system tools are installed with apt where that is possible (root on
Debian or Ubuntu); otherwise the command stops at once and prints what to run. Everything else goes into a cache folder.

Options of every command:
  --verbose   Show the full output of every step
  --help      Print the help of the command

Environment:
  SAMTYKKE_CACHE            The cache folder [default: $XDG_CACHE_HOME/samtykke or ~/.cache/samtykke]
  SAMTYKKE_WASM_TOOLCHAIN   `rustup` or `debian` (rustc-web, which builds the standard library from source)
                            [default: rustup's wasm32-unknown-unknown where it can be had, else debian];
                            the same for aarch64-linux-android
  CI=true                   Plain progress lines
  NO_COLOR                  No colours
";

const SETUP: &str = "\
Install and cache what `cargo xtask test` needs, then stop.

Usage: cargo xtask setup [suite...] [--verbose]

Suites: lint rust wasm node browser smartbank python kotlin swift examples fuzz  [default: all]

A second run does nothing. `cargo xtask demo` and `cargo xtask test` do this on their own.
";

const DEMO: &str = "\
Run one whole consent, from the request to the protected data, over real HTTP between real processes.

Usage: cargo xtask demo [--verbose] [options of the demo]
       cargo xtask demo [--verbose] --browser [--port N]

Without options the demo starts the sandbox on a free loopback port and plays every part itself. With --browser it
builds SmartBank (examples/smartbank), starts it with a sandbox of its own and prints its address: you are the customer.

Options of the demo:
  --reject     The person says no: show the other ending
  --by-hand    You are the person: it prints the address of the consent page and waits for your choice
  --port N     Start the sandbox on this port
  --env tt02   Use Altinn's test environment instead of the sandbox, with
               SAMTYKKE_CLIENT_ID, SAMTYKKE_KID, SAMTYKKE_PRIVATE_KEY (a PEM or JWK file),
               SAMTYKKE_FROM, SAMTYKKE_TO and SAMTYKKE_RESOURCE; also, when wanted,
               SAMTYKKE_METADATA (key=value,...) and SAMTYKKE_SCOPE (of the consent token)

It needs a C compiler; --browser also Node, npm and what builds WebAssembly, which are installed. The exit status is the
demo's own: 0 done, 1 failed, 2 wrong usage.
";

const EXAMPLE: &str = "\
Run one of the example programs against a local sandbox, with a citizen who says yes.

Usage: cargo xtask example <name> [--verbose]

Names: rust-cli rust-axum node-script python-script python-events kotlin-app swift-app service-owner/node
       service-owner/rust supplier kms-signer

What each shows is in examples/README.md.
";

const TEST: &str = "\
Run every check and test, and end with a table and the line `N passed, N failed`.

Usage: cargo xtask test [suite...] [--verbose]

Suites [default: all]:
  lint     rustfmt, clippy, licences, Android's types, no RSA code in the wasm build, docs/platforms.md; each counts as
           one test
  rust     Unit, integration and doc tests of the workspace
  wasm     wasm-bindgen tests, run by Node and in Chromium
  node     The npm package: from its tarball in Node, Deno, Bun and workerd, with esbuild, webpack, Vite and Next in
           Chromium and Firefox, in strict TypeScript, against jose; its size, publint and attw
  browser  The sandbox's pages in Chromium, with axe; screenshots are kept in target/screenshots
  smartbank  The bank in examples/smartbank: types, Biome (one test), the back end on SQLite, PostgreSQL and Redis, two
           instances behind one address, and its pages in Chromium with axe
  python   The Python package's tests; ruff, its formatter, mypy and pyright count as one test each
  kotlin   The Kotlin package's tests on the JVM; ktlint and compiling Android's Kotlin count as one test each
  swift    The Swift package's tests; swift-format counts as one test
  examples Each example program run to its end against the sandbox, and what the READMEs show of it; ktlint, swift-format
           and compiling the screen of the Android app count as one test each
  fuzz     Each fuzz target on its corpus and ten seconds more; each target counts as one test

A suite that fails does not stop the next. Nothing is skipped silently: a tool that is missing and cannot be installed
is a failure, and so is a suite in which no test ran. Full logs are in target/xtask-logs.
";

const FUZZ: &str = "\
Look for inputs that break the core: each target reads foreign bytes and checks what must hold for all of them.

Usage: cargo xtask fuzz [target] [seconds | file] [--verbose]

  target    One of the files in fuzz/fuzz_targets, for example `flow`  [default: all, one after the other]
  seconds   How long each target runs  [default: 60]
  file      Try this one input only, to see a crash again

Each target first replays its corpus, fuzz/corpus/<target>. New inputs and crashes are kept in target/fuzz, in the folders
corpus/<target> and artifacts/<target>, so the checkout stays as it is. After a crash: mend it, add a test to core/tests,
and put the input, made small, into the corpus.

It needs a C and a C++ compiler; cargo-fuzz is installed into the cache. The exit status is 1 when a target failed.
";

const BENCH: &str = "\
Measure what a package costs beside what one would write without it.

Usage: cargo xtask bench [package...] [--verbose]

Packages [default: all]:
  npm      A signed grant beside jose, answers and addresses read, the time until it is loaded
  python   A signed grant beside PyJWT, a whole consent beside httpx and PyJWT, the time of `import samtykke`, memory
  kotlin   A signed grant beside nimbus-jose-jwt, a whole consent beside java.net.http and nimbus-jose-jwt

The runs are interleaved, because machines change their pace: the ratios say more than the times. A ratio of 1 is as fast
as the other. Whole consents go through the sandbox, with the same calls on both sides.
";

const SIZE: &str = "\
Print what each entry of the npm package weighs, raw, with gzip and with brotli, and its ten largest parts.

Usage: cargo xtask size [--verbose]

The exit status is 1 when an entry is past its budget (bindings-wasm/scripts/size.mjs). twiggy is installed into the cache.
";

const PACKAGE: &str = "\
Build each package as it would be published, and try it where nothing else is.

Usage: cargo xtask package [package...] [--verbose]

Packages [default: all]:
  npm      The tarball, in target/packages/npm
  python   A wheel for this platform and an sdist, in target/packages/python
  kotlin   A jar with this platform's library, its sources, documentation and pom, as a Maven repository in
           target/packages/kotlin
  swift    The Swift package with the core for Linux, in target/packages/swift

Environment:
  SAMTYKKE_REPOSITORY   The address of the sources, for the npm package: npm publishes with provenance only what names it
";

const PLATFORMS: &str = "\
Write docs/platforms.md, which tells what runs where and what is tested, from docs/platforms.toml.

Usage: cargo xtask platforms
";
